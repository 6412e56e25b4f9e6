package org.gradoracle.cli;

import static java.util.stream.Collectors.joining;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import org.gradoracle.formula.Formula;

/** A class path on which these formulas are all there are. */
public final class PlantedFormulas extends ClassLoader {

  private static final String SERVICES = "META-INF/services/" + Formula.class.getName();

  private final String entries;

  /** These, in this order. */
  public PlantedFormulas(Class<?>... formulas) {
    super(PlantedFormulas.class.getClassLoader());
    this.entries = Stream.of(formulas).map(Class::getName).collect(joining("\n"));
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    return name.equals(SERVICES)
        ? Collections.enumeration(List.of(new URL(null, "planted:formulas", new Text(entries))))
        : super.getResources(name);
  }

  private static final class Text extends URLStreamHandler {

    private final String text;

    Text(String text) {
      this.text = text;
    }

    @Override
    protected URLConnection openConnection(URL url) {
      return new URLConnection(url) {
        @Override
        public void connect() {}

        @Override
        public InputStream getInputStream() {
          return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        }
      };
    }
  }
}
