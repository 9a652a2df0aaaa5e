package io.connectorservice.client;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.util.Map;

/** Configs and credentials from Java's own maps. */
public final class Structs {
  /** The largest integer that a JSON number carries without loss, 2^53 - 1. */
  private static final long LARGEST = (1L << 53) - 1;

  private Structs() {}

  /**
   * A Struct of strings, booleans, numbers, nulls, maps and lists.
   *
   * @throws IllegalArgumentException for other values, and for integers that would arrive as others: send those as
   *     strings
   */
  public static Struct of(Map<String, ?> fields) {
    var made = Struct.newBuilder();
    fields.forEach((name, value) -> made.putFields(name, value(name, value)));
    return made.build();
  }

  private static Value value(String path, Object given) {
    var made = Value.newBuilder();
    if (given == null) {
      return made.setNullValue(NullValue.NULL_VALUE).build();
    } else if (given instanceof String text) {
      return made.setStringValue(text).build();
    } else if (given instanceof Boolean flag) {
      return made.setBoolValue(flag).build();
    } else if (given instanceof Double || given instanceof Float) {
      return made.setNumberValue(((Number) given).doubleValue()).build();
    } else if (given instanceof Long || given instanceof Integer || given instanceof Short || given instanceof Byte) {
      return made.setNumberValue(exact(path, ((Number) given).longValue())).build();
    } else if (given instanceof Map<?, ?> inner) {
      var fields = Struct.newBuilder();
      inner.forEach((name, value) -> fields.putFields((String) name, value(path + "." + name, value)));
      return made.setStructValue(fields).build();
    } else if (given instanceof Iterable<?> items) {
      var list = ListValue.newBuilder();
      for (Object item : items) {
        list.addValues(value(path + "[" + list.getValuesCount() + "]", item));
      }
      return made.setListValue(list).build();
    }
    throw new IllegalArgumentException(path + ": JSON has no form for a " + given.getClass().getName());
  }

  private static double exact(String path, long number) {
    if (Math.abs(number) > LARGEST) {
      throw new IllegalArgumentException(path + ": expected an integer up to 2^53-1; send a string for larger ones");
    }
    return number;
  }
}
