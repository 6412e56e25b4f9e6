package org.gradoracle.example;

import java.util.Map;
import org.gradoracle.program.Program;

/**
 * A network on a names file, with the parameters and the batch that its generator draws.
 *
 * @param program the network
 * @param facts what it was made of, for reports
 */
public record Example(Program program, Map<String, String> facts) {}
