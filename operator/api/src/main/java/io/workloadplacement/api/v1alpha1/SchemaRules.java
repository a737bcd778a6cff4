package io.workloadplacement.api.v1alpha1;

/**
 * Expressions and messages that several fields of the schema share. The API server evaluates them
 * (CEL); a message stands behind the path of its field and says what would be right.
 */
final class SchemaRules {

  /** Bound of every list, so that rules over lists stay within the API server's cost budget. */
  static final int MAX_ITEMS = 64;

  /** Bound of free text. */
  static final int MAX_TEXT = 2048;

  /** Bound of a duration or a quantity. */
  static final int MAX_FIGURE = 32;

  /** What the API server's 32-bit integers hold; a larger value could not be read back. */
  static final int MAX_INTEGER = Integer.MAX_VALUE;

  /**
   * Within {@link #MAX_FIGURE} characters, no text of this form overflows 292 years or is finer
   * than a nanosecond.
   */
  private static final String DURATION_PATTERN =
      "'^([0-9]{1,9}([.][0-9]{1,6})?(ms|s)|[0-9]{1,5}([.][0-9]{1,6})?(m|h))+$'";

  static final String DURATION = "self.matches(" + DURATION_PATTERN + ")";

  static final String DURATION_MESSAGE =
      "must be a duration in ms, s, m or h, such as 150ms, 1.5s or 1h30m";

  private static final String DURATION_DIGITS =
      "self.matches('^([0-9]+([.][0-9]+)?(ms|s|m|h))+$') && !"
          + DURATION
          + " ? 'has too many digits: at most 9 in front of ms and s, 5 in front of m and h, and 6"
          + " behind a point, such as 99999h' : ";

  static final String DURATION_WORDS = DURATION_DIGITS + "'" + DURATION_MESSAGE + "'";

  static final String POSITIVE_DURATION = DURATION + " && duration(self) > duration('0s')";

  static final String POSITIVE_DURATION_MESSAGE =
      "must be a duration above zero in ms, s, m or h, such as 150ms, 1.5s or 1h30m";

  static final String POSITIVE_DURATION_WORDS =
      DURATION_DIGITS + "'" + POSITIVE_DURATION_MESSAGE + "'";

  static final String POSITIVE_RATE =
      "isQuantity(self) && quantity(self).isGreaterThan(quantity('0'))"
          + " && quantity(self).compareTo(quantity('1G')) <= 0";

  static final String POSITIVE_RATE_MESSAGE =
      "must be requests per second, above zero and in quotes, such as \"0.005\" or \"250\"";

  static final String POSITIVE_RATE_WORDS =
      "isQuantity(self) && quantity(self).compareTo(quantity('1G')) > 0"
          + " ? 'is more than a billion requests per second: write at most \"1G\"' : '"
          + POSITIVE_RATE_MESSAGE
          + "'";

  /** The parts of the fields, the operator checks. */
  static final String SCHEDULE = "self.matches('^ *([^ ]+ +){4}[^ ]+ *$')";

  static final String SCHEDULE_MESSAGE =
      "must be a cron expression of five fields, minute, hour, day of month, month and day of week,"
          + " such as \"0 8 * * 1-5\"";

  private static final String MACROS =
      "{'@hourly': '0 * * * *', '@daily': '0 0 * * *', '@midnight': '0 0 * * *',"
          + " '@weekly': '0 0 * * 0', '@monthly': '0 0 1 * *', '@yearly': '0 0 1 1 *',"
          + " '@annually': '0 0 1 1 *'}";

  static final String SCHEDULE_WORDS =
      "self in "
          + MACROS
          + " ? 'is written \"' + "
          + MACROS
          + "[self] + '\" here: a cron expression of five fields' : '"
          + SCHEDULE_MESSAGE
          + "'";

  static final String REPLICAS = "type(self) == int || self.matches('^(0|[1-9][0-9]{0,2})%$')";

  static final String REPLICAS_MESSAGE =
      "must be a number without quotes, such as 1, or a percentage of up to three digits, such as"
          + " \"25%\"";

  static final String UP_TO_ALL_REPLICAS =
      "type(self) == int || self.matches('^(0|[1-9][0-9]?|100)%$')";

  static final String UP_TO_ALL_REPLICAS_MESSAGE =
      "must be a number without quotes, such as 1, or a percentage up to \"100%\", such as \"25%\"";

  static final String PRICE =
      "isQuantity(self) && quantity(self).compareTo(quantity('0')) >= 0"
          + " && quantity(self).compareTo(quantity('1G')) <= 0";

  static final String PRICE_MESSAGE =
      "must be a price of zero or more, in quotes, such as \"0.031611\"";

  static final String SERVICE_TIME_WITHIN_REQUEST =
      "!self.serviceTime.matches("
          + DURATION_PATTERN
          + ") || !self.maxRequestDuration.matches("
          + DURATION_PATTERN
          + ") || duration(self.serviceTime) <= duration(self.maxRequestDuration)";

  static final String BURST_WITHIN_INTERVAL =
      "!self.duration.matches("
          + DURATION_PATTERN
          + ") || !self.interval.matches("
          + DURATION_PATTERN
          + ") || duration(self.duration) <= duration(self.interval)";

  static final String AVERAGE_WITHIN_PEAK =
      "!has(self.averageRequestsPerSecond) || !has(self.peakRequestsPerSecond)"
          + " || !isQuantity(self.averageRequestsPerSecond) || !isQuantity(self.peakRequestsPerSecond)"
          + " || quantity(self.averageRequestsPerSecond)"
          + ".compareTo(quantity(self.peakRequestsPerSecond)) <= 0";

  /** Names derived from it (NAME-kn, NAME-pods) must be names of Services and fit 63 characters. */
  static final String NAME =
      "self.metadata.name.size() <= 57 && self.metadata.name.matches('^[a-z]([-a-z0-9]*[a-z0-9])?$')";

  static final String NAME_MESSAGE =
      "'metadata.name ' + self.metadata.name + ' is ' + (self.metadata.name.size() > 57"
          + " ? 'too long: at most 57 characters leave room for the names derived from"
          + " it (-kn, -pods)'"
          + " : 'no name for a Service: write small letters, digits and -, beginning with a letter,"
          + " such as checkout')";

  /** An absent value is the operator's for a template: 0 unavailable, 1 more. */
  static final String TEMPLATE_ROLLOUT_MOVES =
      "!has(self.template) || !has(self.rollout) || !has(self.rollout.maxSurge)"
          + " || !(self.rollout.maxSurge in [dyn(0), dyn('0%')])"
          + " || (has(self.rollout.maxUnavailable)"
          + " && !(self.rollout.maxUnavailable in [dyn(0), dyn('0%')]))";

  static final String TEMPLATE_ROLLOUT_DEADLINE =
      "!has(self.template) || !has(self.rollout)"
          + " || (has(self.rollout.progressDeadlineSeconds) ? self.rollout.progressDeadlineSeconds : 600)"
          + " > (has(self.rollout.minReadySeconds) ? self.rollout.minReadySeconds : 10)";

  static final String ROLLOUT_MOVES =
      "!has(self.maxSurge) || !has(self.maxUnavailable)"
          + " || !(self.maxSurge in [dyn(0), dyn('0%')])"
          + " || !(self.maxUnavailable in [dyn(0), dyn('0%')])";

  static final String ROLLOUT_MOVES_MESSAGE =
      "rollout.maxSurge and rollout.maxUnavailable are both zero, so no replica could ever be"
          + " replaced: write maxSurge: 1";

  static final String LABEL_VALUES =
      "self.all(key, self[key].matches('^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$'))";

  static final String LABEL_VALUES_MESSAGE =
      "a label's value has letters, digits, '-', '_' and '.', and begins and ends with a letter or"
          + " digit, such as team-pay";

  private SchemaRules() {}
}
