package org.gradoracle.reference.djl;

import java.util.concurrent.locks.LockSupport;

/** What has to be done if the process ends while something is unfinished. */
final class ShutdownHook implements AutoCloseable {

  private final Thread thread;

  /** Registers it. In a process that ends already, this never returns: nothing is begun there. */
  ShutdownHook(Runnable work, String name) {
    thread = new Thread(work, name);
    try {
      Runtime.getRuntime().addShutdownHook(thread);
    } catch (IllegalStateException e) {
      while (true) {
        LockSupport.park();
      }
    }
  }

  /** It is finished. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      return; // the process ends already, and does it
    }
  }
}
