package hudson;

import java.util.AbstractList;
import java.util.Iterator;

/** The extensions of one type, highest ordinal first. */
public class ExtensionList<T> extends AbstractList<T> {
  private ExtensionList() {}

  @Override
  public T get(int index) {
    throw new UnsupportedOperationException();
  }

  public <U extends T> U getInstance(Class<U> type) throws IllegalStateException {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterator<T> iterator() {
    throw new UnsupportedOperationException();
  }

  /** All of a type. */
  public static <T> ExtensionList<T> lookup(Class<T> type) {
    throw new UnsupportedOperationException();
  }

  /** The one of a type. */
  public static <U> U lookupSingleton(Class<U> type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int size() {
    throw new UnsupportedOperationException();
  }
}
