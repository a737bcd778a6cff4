package io.workloadplacement.router;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Tells IP addresses from names, without asking the DNS. */
final class IpAddress {

  private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile("(%s\\.){3}%s".formatted(BYTE, BYTE));
  private static final Pattern COULD_BE_IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}");

  private IpAddress() {}

  static boolean is(String text) {
    return isIpv4(text) || isIpv6(text);
  }

  static boolean isIpv4(String text) {
    return IPV4.matcher(text).matches();
  }

  static boolean isIpv6(String text) {
    if (!text.contains(":") || !COULD_BE_IPV6.matcher(text).matches()) {
      return false;
    }
    try {
      // With a colon it is taken as a literal or refused, and never looked up.
      return InetAddress.getByName(text) != null;
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
