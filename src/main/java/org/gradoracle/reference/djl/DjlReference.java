package org.gradoracle.reference.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.gradoracle.program.Gradient;
import org.gradoracle.program.Input;
import org.gradoracle.program.Point;
import org.gradoracle.program.Program;
import org.gradoracle.program.ProgramException;
import org.gradoracle.program.Step;
import org.gradoracle.program.Trace;
import org.gradoracle.program.Var;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceException;
import org.gradoracle.tensor.ArrayTensor;
import org.gradoracle.tensor.Tensor;
import org.gradoracle.tensor.TensorException;

/**
 * PyTorch's autograd, through DJL.
 *
 * <p>DJL has no {@code retain_grad}: the gradient of a step's output is taken from a leaf of zeros,
 * a probe, that is added to it. The zeros are -0.0, since adding +0.0 would turn a -0.0 of the
 * output into +0.0. One backward pass yields all gradients.
 *
 * <p>Any number of threads may use any number of instances, side by side: nothing here uses DJL's
 * {@code GradientCollector}, of which a process can have one at a time. A run frees all native
 * memory that it takes.
 */
public final class DjlReference implements Reference {

  private final Engine engine;
  private final Kernels kernels;

  private DjlReference(Engine engine) {
    this.engine = engine;
    this.kernels = Kernels.found(this);
  }

  /**
   * Does what {@link #load} would begin with and what may prove needless: it loads nothing that the
   * end of the process would have to wait for, and says nothing of what it fails in.
   */
  public static void prepare() {
    DjlEngine.prepare();
  }

  /**
   * Loads the engine; the first time on a machine its libraries are unpacked, which takes seconds.
   *
   * @param progress is given one line that says what is going on
   * @throws ReferenceException if it cannot be loaded
   */
  public static DjlReference load(Consumer<String> progress) {
    return new DjlReference(DjlEngine.load(progress));
  }

  Engine engine() {
    return engine;
  }

  /** Works with the engine, which records what autograd needs to go backward, in this thread. */
  <T> T recording(Function<NDManager, T> work) {
    return Recording.whole(engine, work);
  }

  @Override
  public String name() {
    return "PyTorch " + engine.getVersion() + " (DJL)";
  }

  @Override
  public String kernels() {
    return kernels.text();
  }

  @Override
  public Trace run(Program program, Point point) {
    return recording(manager -> record(program, point, manager).get());
  }

  @Override
  public Supplier<Trace> begin(Program program, Point point) {
    return Recording.begin(engine, manager -> record(program, point, manager));
  }

  @Override
  public List<Optional<ArrayTensor>> pullback(
      Function<List<Tensor>, Tensor> line, List<ArrayTensor> inputs, ArrayTensor upstream) {
    return recording(manager -> RecordedLine.of(manager, line, inputs).products(upstream));
  }

  @Override
  public Supplier<List<List<List<Optional<ArrayTensor>>>>> begin(List<Pullbacks> asked) {
    if (asked.stream().allMatch(each -> each.upstreams().size() == 1)) {
      return Reference.super.begin(asked);
    }
    Supplier<List<List<ArrayTensor>>> rounds =
        Recording.begin(engine, manager -> new RecordedLines(manager, asked)::rounds);
    return () -> recording(manager -> RecordedLines.products(manager, asked, rounds.get()));
  }

  /** Runs the forward lines; what is left to do is PyTorch's. */
  private static Supplier<Trace> record(Program program, Point point, NDManager manager) {
    Map<Var, DjlTensor> values = new LinkedHashMap<>();
    Map<Var, NDArray> leaves = new LinkedHashMap<>();
    for (Input input : program.inputs()) {
      DjlTensor value = DjlTensor.of(manager, point.value(input));
      if (!input.constant()) {
        value.array().setRequiresGradient(true);
        leaves.put(input, value.array());
      }
      values.put(input, value);
    }
    for (Step step : program.steps()) {
      NDArray output = forward(step, values).array();
      NDArray probe = negativeZeros(output);
      probe.setRequiresGradient(true);
      leaves.put(step, probe);
      values.put(step, new DjlTensor(output.add(probe)));
    }
    return () -> backward(program, values, leaves);
  }

  private static Trace backward(
      Program program, Map<Var, DjlTensor> values, Map<Var, NDArray> leaves) {
    backward(known(values, program.loss()).array());
    Map<String, ArrayTensor> plain = new LinkedHashMap<>();
    values.forEach((var, value) -> plain.put(var.name(), value.toArrayTensor()));
    Map<String, Gradient> gradients = new LinkedHashMap<>();
    for (Var row : program.traced()) {
      gradients.put(
          row.name(),
          gradient((PtNDArray) known(leaves, row))
              .<Gradient>map(Gradient.Known::new)
              .orElseGet(() -> Gradient.unreached(row, known(plain, row.name()))));
    }
    return new Trace(plain, gradients);
  }

  /** From a result, under an upstream of ones; the graph is gone afterwards. */
  static void backward(NDArray result) {
    JniUtils.backward((PtNDArray) result, (PtNDArray) result.onesLike(), false, false);
  }

  private static <K, T> T known(Map<K, T> map, K var) {
    T found = map.get(var);
    if (found == null) {
      throw new IllegalStateException("'" + var + "' was not run");
    }
    return found;
  }

  private static DjlTensor forward(Step step, Map<Var, DjlTensor> values) {
    List<Tensor> inputs = new ArrayList<>();
    step.inputs().forEach(input -> inputs.add(values.get(input)));
    try {
      return requireOwn(step.forward(inputs), "step '" + step + "': ");
    } catch (TensorException e) {
      throw new TensorException("step '" + step + "': " + e.getMessage());
    }
  }

  static DjlTensor requireOwn(Tensor output, String where) {
    if (output instanceof DjlTensor own) {
      return own;
    }
    throw new ProgramException(
        where
            + "on the reference's side the forward line returned "
            + output.getClass().getSimpleName()
            + ", expected what the operations on its inputs give");
  }

  /** To which anything can be added without a change. */
  static NDArray negativeZeros(NDArray like) {
    return like.getManager().full(like.getShape(), -0f, like.getDataType());
  }

  /** None for a leaf that was not reached: there, DJL's own {@code getGradient} gives zeros. */
  static Optional<ArrayTensor> gradient(PtNDArray leaf) {
    try (PtNDArray gradient = JniUtils.getGradient(leaf)) {
      return gradient == null
          ? Optional.empty()
          : Optional.of(new DjlTensor(gradient).toArrayTensor());
    }
  }
}
