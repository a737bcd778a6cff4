package io.workloadplacement.gitops;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LoadState;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.compiler.LuaC;
import org.luaj.vm2.lib.BaseLib;
import org.luaj.vm2.lib.PackageLib;
import org.luaj.vm2.lib.TableLib;
import org.luaj.vm2.lib.VarArgFunction;

/**
 * Lua as Argo CD runs the scripts of its ConfigMap: the libraries base, package and table, of os
 * only time and date, and no strings. What a script returns is taken as Argo CD takes it.
 *
 * @param now the present
 * @param zone where Argo CD runs
 */
record ArgoLua(Instant now, ZoneId zone) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Map<Character, String> DATE_FLAGS =
      Map.of(
          'Y',
          "yyyy",
          'm',
          "MM",
          'd',
          "dd",
          'H',
          "HH",
          'M',
          "mm",
          'S',
          "ss",
          'X',
          "HH:mm:ss",
          'F',
          "yyyy-MM-dd");

  /** What a script returns for an object. */
  JsonNode run(String script, JsonNode object) {
    Globals lua = new Globals();
    lua.load(new BaseLib());
    lua.load(new PackageLib());
    lua.load(new TableLib());
    LoadState.install(lua);
    LuaC.install(lua);
    LuaTable os = os();
    lua.get("package").get("preload").set("os", function(args -> os));
    lua.set("obj", lua(object));
    return json(lua.load(script).call());
  }

  /** What an action makes of an object. */
  JsonNode act(String script, JsonNode object) {
    return cleaned(run(script, object), object);
  }

  private interface Body {
    LuaValue call(Varargs args);
  }

  private static VarArgFunction function(Body body) {
    return new VarArgFunction() {
      @Override
      public Varargs invoke(Varargs args) {
        return body.call(args);
      }
    };
  }

  private LuaTable os() {
    LuaTable os = new LuaTable();
    os.set(
        "time",
        function(
            args ->
                LuaValue.valueOf(
                    (double)
                        (args.narg() == 0
                            ? now.getEpochSecond()
                            : local(args.checktable(1)).atZone(zone).toEpochSecond()))));
    os.set("date", function(this::date));
    return os;
  }

  private static LocalDateTime local(LuaTable parts) {
    return LocalDateTime.of(
        parts.get("year").checkint(),
        parts.get("month").checkint(),
        parts.get("day").checkint(),
        parts.get("hour").optint(12),
        parts.get("min").optint(0),
        parts.get("sec").optint(0));
  }

  /** A moment that is given is written as local time, also after an exclamation mark. */
  private LuaValue date(Varargs args) {
    String format = args.checkjstring(1);
    boolean utc = format.startsWith("!");
    ZonedDateTime time =
        args.narg() >= 2
            ? Instant.ofEpochSecond(args.checklong(2)).atZone(zone)
            : now.atZone(utc ? ZoneOffset.UTC : zone);
    String flags = utc ? format.substring(1) : format;
    return flags.equals("*t") ? parts(time) : LuaValue.valueOf(written(time, flags));
  }

  private static LuaTable parts(ZonedDateTime time) {
    LuaTable parts = new LuaTable();
    parts.set("year", time.getYear());
    parts.set("month", time.getMonthValue());
    parts.set("day", time.getDayOfMonth());
    parts.set("hour", time.getHour());
    parts.set("min", time.getMinute());
    parts.set("sec", time.getSecond());
    return parts;
  }

  private static String written(ZonedDateTime time, String flags) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < flags.length(); i++) {
      if (flags.charAt(i) == '%') {
        i++;
        text.append(time.format(DateTimeFormatter.ofPattern(DATE_FLAGS.get(flags.charAt(i)))));
      } else {
        text.append(flags.charAt(i));
      }
    }
    return text.toString();
  }

  private static LuaValue lua(JsonNode value) {
    if (value.isObject() || value.isArray()) {
      LuaTable table = new LuaTable();
      value.properties().forEach(entry -> table.set(entry.getKey(), lua(entry.getValue())));
      for (int i = 0; value.isArray() && i < value.size(); i++) {
        table.set(i + 1, lua(value.get(i)));
      }
      return table;
    }
    if (value.isNumber()) {
      return LuaValue.valueOf(value.asDouble());
    }
    return value.isBoolean()
        ? LuaValue.valueOf(value.asBoolean())
        : value.isNull() ? LuaValue.NIL : LuaValue.valueOf(value.asText());
  }

  private static JsonNode json(LuaValue value) {
    if (value.istable()) {
      return json(value.checktable());
    }
    if (value.isboolean()) {
      return JSON.valueToTree(value.toboolean());
    }
    if (value.type() == LuaValue.TNUMBER) {
      return value.todouble() == value.toint()
          ? JSON.valueToTree(value.toint())
          : JSON.valueToTree(value.todouble());
    }
    return JSON.valueToTree(value.tojstring());
  }

  /** An empty table is a list: Lua does not know them apart. */
  private static JsonNode json(LuaTable table) {
    if (table.keyCount() == table.length()) {
      ArrayNode list = JsonNodeFactory.instance.arrayNode();
      for (int i = 1; i <= table.length(); i++) {
        list.add(json(table.get(i)));
      }
      return list;
    }
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (LuaValue key : table.keys()) {
      object.set(key.tojstring(), json(table.get(key)));
    }
    return object;
  }

  /** What has become an empty list and was an object stays what it was. */
  private static JsonNode cleaned(JsonNode made, JsonNode before) {
    if (before.isObject() && made.isArray() && made.isEmpty()) {
      return before;
    }
    if (made instanceof ObjectNode object) {
      object.properties().forEach(e -> e.setValue(cleaned(e.getValue(), before.path(e.getKey()))));
    }
    if (made instanceof ArrayNode list) {
      for (int i = 0; i < list.size(); i++) {
        list.set(i, cleaned(list.get(i), before.path(i)));
      }
    }
    return made;
  }
}
