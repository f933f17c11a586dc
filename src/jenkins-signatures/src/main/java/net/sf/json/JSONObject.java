package net.sf.json;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/** A JSON object, as submitted forms become. */
public final class JSONObject implements Map<String, Object> {
  private JSONObject() {}

  @Override
  public void clear() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean containsKey(Object key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean containsValue(Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set entrySet() {
    throw new UnsupportedOperationException();
  }

  public static JSONObject fromObject(Object object) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object get(Object key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isEmpty() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<String> keySet() {
    throw new UnsupportedOperationException();
  }

  public Object opt(String key) {
    throw new UnsupportedOperationException();
  }

  public String optString(String key, String defaultValue) {
    throw new UnsupportedOperationException();
  }

  public Object put(String key, Object value) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void putAll(Map map) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Object remove(Object key) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int size() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Collection values() {
    throw new UnsupportedOperationException();
  }
}
