package io.workloadplacement.decision;

import dev.cel.common.CelIssue;
import io.workloadplacement.decision.RuleCompiler.Fault;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the parser of CEL has to say of a rule, in words, with the way out. */
final class SyntaxErrors {

  private static final int MAX_QUOTED = 40;

  private static final Pattern TOKEN =
      Pattern.compile("token recognition error at: '(.*)'", Pattern.DOTALL);
  private static final Pattern UNEXPECTED =
      Pattern.compile(
          "(?:mismatched|extraneous|no viable alternative at) input '(.*?)'( expecting .*)?",
          Pattern.DOTALL);
  private static final Pattern MISSING =
      Pattern.compile("missing '?(.*?)'? at '(.*)'", Pattern.DOTALL);

  private static final Map<String, String> WRITTEN_OTHERWISE =
      Map.of("=", "==", "&", "&&", "|", "||", "and", "&&", "or", "||", "not", "!");

  private SyntaxErrors() {}

  static Fault inWords(CelIssue issue, String expression) {
    return new Fault(
        Math.max(1, issue.getSourceLocation().getLine()),
        Math.max(0, issue.getSourceLocation().getColumn()) + 1,
        message(issue, expression));
  }

  /** A part of a rule or of a message, in a length that can be read. */
  static String quoted(String text) {
    return text.length() > MAX_QUOTED ? text.substring(0, MAX_QUOTED) + "..." : text;
  }

  private static String message(CelIssue issue, String expression) {
    String message = issue.getMessage();
    Matcher token = TOKEN.matcher(message);
    if (token.matches()) {
      return ofToken(token.group(1).strip());
    }
    Matcher missing = MISSING.matcher(message);
    if (missing.matches()) {
      return "a '%s' is missing%s".formatted(missing.group(1), before(missing.group(2)));
    }
    Matcher unexpected = UNEXPECTED.matcher(message);
    if (unexpected.matches()) {
      return unexpected.group(1).equals("<EOF>")
          ? ofEnd(String.valueOf(unexpected.group(2)), expression)
          : ofInput(issue, unexpected.group(1), expression);
    }
    if (message.startsWith("Expression recursion limit")) {
      return "the expression nests more than %d levels deep: split it into several rules"
          .formatted(RuleCompiler.MAX_NESTING);
    }
    if (message.contains("has() macro")) {
      return "has() takes one field, as in has(workload.spec.scaling)";
    }
    if (message.contains("must be a simple name") || message.contains("is not an identifier")) {
      return "the first argument of all(), exists(), map() and filter() is a name for each element, as in list.all(x, x > 0)";
    }
    return "the expression cannot be read from here on: " + quoted(message);
  }

  private static String ofToken(String token) {
    if (token.startsWith("'") || token.startsWith("\"")) {
      return "the string that begins here does not end, or has an escape that CEL does not know: close it with %s, and write a backslash as \\\\"
          .formatted(token.charAt(0));
    }
    return WRITTEN_OTHERWISE.containsKey(token)
        ? writtenOtherwise(token)
        : "'%s' is not known here: take it out, or put quotes around a string"
            .formatted(quoted(token));
  }

  private static String ofEnd(String expecting, String expression) {
    for (String bracket : List.of("]", "}", ")")) {
      if (expecting.startsWith(" expecting {'" + bracket + "'")) {
        return "a '%s' is missing at the end".formatted(bracket);
      }
    }
    return expression.isBlank()
        ? "the expression is empty: write one that is true or false"
        : "the expression ends too early: something is missing after '%s'"
            .formatted(lastWord(expression));
  }

  private static String ofInput(CelIssue issue, String input, String expression) {
    if (WRITTEN_OTHERWISE.containsKey(input)) {
      return writtenOtherwise(input);
    }
    String before = lastWord(expression.substring(0, offset(issue, expression)));
    return WRITTEN_OTHERWISE.containsKey(before)
        ? writtenOtherwise(before)
        : "'%s' does not belong here: an operator such as == or && is missing before it, or it is one too many"
            .formatted(quoted(input));
  }

  private static String writtenOtherwise(String word) {
    return "'%s' is not known: write %s".formatted(word, WRITTEN_OTHERWISE.get(word));
  }

  private static String before(String input) {
    return input.equals("<EOF>") ? " at the end" : " before '" + quoted(input) + "'";
  }

  private static String lastWord(String expression) {
    String[] parts = expression.strip().split("\\s+");
    String last = parts[parts.length - 1];
    return last.length() > MAX_QUOTED ? "..." + last.substring(last.length() - MAX_QUOTED) : last;
  }

  /** Where an issue is, in characters. */
  private static int offset(CelIssue issue, String expression) {
    int from = 0;
    for (int line = 1; line < issue.getSourceLocation().getLine(); line++) {
      from = expression.indexOf('\n', from) + 1;
    }
    return Math.min(from + Math.max(0, issue.getSourceLocation().getColumn()), expression.length());
  }
}
