package org.gradoracle.reference.djl;

import com.google.auto.service.AutoService;
import java.util.function.Consumer;
import org.gradoracle.reference.Reference;
import org.gradoracle.reference.ReferenceProvider;

/** Loads DJL's PyTorch engine. */
@AutoService(ReferenceProvider.class)
public final class DjlProvider implements ReferenceProvider {

  /** For the service loader. */
  public DjlProvider() {}

  @Override
  public void prepare() {
    DjlEngine.prepare();
  }

  @Override
  public Reference load(Consumer<String> progress) {
    return DjlReference.load(progress);
  }
}
