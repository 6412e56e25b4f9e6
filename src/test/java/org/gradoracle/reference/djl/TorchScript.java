package org.gradoracle.reference.djl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Lines of TorchScript, which know every operation of torch's, those that DJL does not expose among
 * them. The file is made here, as {@code torch.jit.save} writes it of a module that has these lines
 * alone: a zip of its source, of a pickled object without attributes, and of no constants.
 */
final class TorchScript {

  private static final String MODULE =
      """
      class M(Module):
        __parameters__ = []
        __buffers__ = []
        training : bool
        def forward(self: __torch__.M%s) -> Tensor:
      %s
      """;

  /** {@code M()}, whose {@code training} is false; pickle's protocol 2. */
  private static final String OBJECT =
      "\u0080\u0002c__torch__\nM\n)\u0081}X\u0008\0\0\0training\u0089sb.";

  /** An empty tuple. */
  private static final String NOTHING = "\u0080\u0002).";

  private TorchScript() {}

  /**
   * What the lines return.
   *
   * @param lines TorchScript over the inputs, by their names; for instance {@code return
   *     torch.group_norm(x, 2, g, b, 1e-05, False)}
   */
  static NDArray run(String lines, Map<String, NDArray> inputs) {
    StringBuilder parameters = new StringBuilder();
    inputs.keySet().forEach(name -> parameters.append(", ").append(name).append(": Tensor"));
    byte[] file = file(MODULE.formatted(parameters, lines.indent(4)));
    NDList arrays = new NDList(inputs.values());
    try (Model model = Model.newInstance("call", "PyTorch")) {
      model.load(new ByteArrayInputStream(file));
      NDList outputs =
          model.getBlock().forward(new ParameterStore(arrays.getManager(), false), arrays, false);
      NDArray output = outputs.singletonOrThrow();
      output.attach(arrays.getManager());
      return output;
    } catch (IOException | MalformedModelException e) {
      throw new IllegalStateException(lines, e);
    }
  }

  private static byte[] file(String source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "call/data.pkl", OBJECT.getBytes(ISO_8859_1));
      put(zip, "call/code/__torch__.py", source.getBytes(UTF_8));
      put(zip, "call/constants.pkl", NOTHING.getBytes(ISO_8859_1));
      put(zip, "call/version", "10\n".getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }
}
