package io.workloadplacement.decision;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How large a regular expression of RE2's syntax becomes once its counted repetitions are written
 * out, before anything compiles it: {@code ((a{0,30}){0,30}){0,30}} is short and has 27,000 states,
 * which take memory, stack and time. What RE2 refuses may be counted wrongly, and is refused later.
 */
final class PatternSize {

  /** With more states, matching may need more than half of a thread's usual stack. */
  static final int MAX_STATES = 500;

  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,4})(,(\\d{0,4}))?\\}");

  private final String pattern;
  private final Deque<Group> open = new ArrayDeque<>();
  private int at;

  /** States of a group so far, and of its last part, which a repetition multiplies. */
  private static final class Group {
    private long states = 1;
    private long last;

    void add(long part) {
      states += part;
      last = part;
    }

    void repeat(long times) {
      states += last * (times - 1) + 1;
      last = last * times + 1;
    }
  }

  private PatternSize(String pattern) {
    this.pattern = pattern;
  }

  /** An upper bound of the states; anything above {@link #MAX_STATES} is too much. */
  static long of(String pattern) {
    return pattern.length() > MAX_STATES * 4 ? pattern.length() : new PatternSize(pattern).count();
  }

  /** What compiling it takes, in the steps of {@link RuleMeter}. */
  static long steps(String pattern) {
    long classes = pattern.chars().filter(c -> c == '[' || c == '\\').count();
    // Without regard to case, a class is compiled character by character.
    return pattern.length() + classes * (pattern.contains("(?") ? 1_000 : 10);
  }

  private long count() {
    open.push(new Group());
    while (at < pattern.length() && open.peek().states <= MAX_STATES) {
      part(pattern.charAt(at));
    }
    long states = 0;
    for (Group group : open) {
      states += group.states;
    }
    return states;
  }

  private void part(char first) {
    at++;
    Group group = open.peek();
    switch (first) {
      case '(' -> open.push(new Group());
      case ')' -> close();
      case '*', '+', '?' -> group.repeat(1);
      case '{' -> counted(group);
      case '[' -> {
        skipClass();
        group.add(1);
      }
      case '\\' -> escaped(group);
      default -> group.add(1);
    }
  }

  private void close() {
    if (open.size() > 1) {
      long states = open.pop().states;
      open.peek().add(states + 1);
    }
  }

  private void counted(Group group) {
    Matcher count = COUNT.matcher(pattern).region(at - 1, pattern.length());
    if (!count.lookingAt()) {
      group.add(1);
      return;
    }
    at = count.end();
    long least = Long.parseLong(count.group(1));
    boolean open = count.group(2) != null && count.group(3).isEmpty();
    long most = count.group(2) == null ? least : open ? least + 1 : Long.parseLong(count.group(3));
    group.repeat(Math.max(1, most));
  }

  private void escaped(Group group) {
    if (at >= pattern.length()) {
      return;
    }
    char what = pattern.charAt(at++);
    int end = -1;
    if (what == 'Q') {
      end = pattern.indexOf("\\E", at);
      int literal = (end < 0 ? pattern.length() : end) - at;
      group.states += literal;
      end = end < 0 ? pattern.length() : end + 2;
    } else if ("pPx".indexOf(what) >= 0 && at < pattern.length() && pattern.charAt(at) == '{') {
      end = pattern.indexOf('}', at) + 1;
    }
    at = Math.max(at, end);
    group.add(1);
  }

  private void skipClass() {
    if (at < pattern.length() && pattern.charAt(at) == '^') {
      at++;
    }
    boolean first = true;
    while (at < pattern.length() && (first || pattern.charAt(at) != ']')) {
      if (pattern.startsWith("[:", at) && pattern.indexOf(":]", at) > 0) {
        at = pattern.indexOf(":]", at) + 2;
      } else {
        at += pattern.charAt(at) == '\\' ? 2 : 1;
      }
      first = false;
    }
    at++;
  }
}
