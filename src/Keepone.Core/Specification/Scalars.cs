using System.Globalization;
using System.Text.RegularExpressions;
using Keepone.Core.Model;

namespace Keepone.Core.Specification;

/// <summary>The kinds of scalars that configuration files know.</summary>
public static partial class Scalars
{
    private const string NamePattern = "^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$";
    private const string InterfacePattern = "^[A-Za-z0-9._-]{1,15}$";
    private const string PathPattern = "^/[^\\x00\\n]{1,1000}$";
    private const string DurationPattern = "^[0-9]+(\\.[0-9]+)?(ms|s|m|h)$";

    /// <summary>A name: of a router, node, network, check. It becomes part of file names and log lines.</summary>
    /// <param name="description">What it means.</param>
    /// <returns>A scalar of type <see cref="string"/>.</returns>
    public static ScalarSchema Name(string description) => new(
        description, "a name of letters, digits, '.', '_' and '-', at most 63 characters, beginning with a letter or digit",
        text => NameExpression().IsMatch(text) ? text : null, Pattern(NamePattern));

    /// <summary>A network interface's name (15 characters: the kernel's IFNAMSIZ - 1).</summary>
    /// <param name="description">What it means.</param>
    /// <returns>A scalar of type <see cref="string"/>.</returns>
    public static ScalarSchema Interface(string description) => new(
        description, "the name of a network interface, at most 15 characters",
        text => InterfaceExpression().IsMatch(text) && text is not ("." or "..") ? text : null, Pattern(InterfacePattern));

    /// <summary>An absolute path.</summary>
    /// <param name="description">What it means.</param>
    /// <returns>A scalar of type <see cref="string"/>.</returns>
    public static ScalarSchema AbsolutePath(string description) => new(
        description, "an absolute path", text => PathExpression().IsMatch(text) ? text : null, Pattern(PathPattern));

    /// <summary>Free text.</summary>
    /// <param name="description">What it means.</param>
    /// <param name="expected">What is expected.</param>
    /// <param name="accepts">Whether a text will do.</param>
    /// <returns>A scalar of type <see cref="string"/>.</returns>
    public static ScalarSchema Text(string description, string expected, Func<string, bool> accepts) => new(
        description, expected, text => text.Length is > 0 and <= 2000 && accepts(text) ? text : null, new("string", null, [], null, null));

    /// <summary>A whole number in a range.</summary>
    /// <param name="description">What it means.</param>
    /// <param name="minimum">The least.</param>
    /// <param name="maximum">The greatest.</param>
    /// <returns>A scalar of type <see cref="int"/>.</returns>
    public static ScalarSchema Number(string description, int minimum, int maximum) => new(
        description, $"a whole number from {minimum} to {maximum}",
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= minimum && number <= maximum ? number : null,
        new("integer", null, [], minimum, maximum));

    /// <summary>true or false.</summary>
    /// <param name="description">What it means.</param>
    /// <returns>A scalar of type <see cref="bool"/>.</returns>
    public static ScalarSchema Boolean(string description) => new(
        description, "true or false", text => text switch { "true" => true, "false" => false, _ => null },
        new("boolean", null, [], null, null));

    /// <summary>A duration with a unit, in a range and whole steps.</summary>
    /// <param name="description">What it means.</param>
    /// <param name="minimum">The shortest.</param>
    /// <param name="maximum">The longest.</param>
    /// <param name="step">What it must be a multiple of; null: anything.</param>
    /// <returns>A scalar of type <see cref="TimeSpan"/>.</returns>
    public static ScalarSchema Span(string description, TimeSpan minimum, TimeSpan maximum, TimeSpan? step = null) => new(
        description,
        $"a duration with its unit (ms, s, m, h) from {Duration.Format(minimum)} to {Duration.Format(maximum)}"
            + (step is { } whole ? $" in steps of {Duration.Format(whole)}" : ""),
        text => Duration.TryParse(text, out var duration) && duration >= minimum && duration <= maximum
            && (step is null || duration.Ticks % step.Value.Ticks == 0) ? duration : null,
        Pattern(DurationPattern));

    /// <summary>An interface address with its prefix length.</summary>
    /// <param name="description">What it means.</param>
    /// <returns>A scalar of type <see cref="IpPrefix"/>.</returns>
    public static ScalarSchema Prefix(string description) => new(
        description, "an address with its prefix length, such as 203.0.113.10/24",
        text => IpPrefix.TryParse(text, out var prefix) ? prefix : null, Pattern("^[0-9A-Fa-f.:]+/[0-9]{1,3}$"));

    /// <summary>A network: a prefix without host bits.</summary>
    /// <param name="description">What it means.</param>
    /// <returns>A scalar of type <see cref="IpPrefix"/>.</returns>
    public static ScalarSchema Network(string description) => new(
        description, "a network with its prefix length and no host bits, such as 172.16.0.0/16",
        text => IpPrefix.TryParse(text, out var prefix) && prefix.IsNetwork ? prefix : null,
        Pattern("^[0-9A-Fa-f.:]+/[0-9]{1,3}$"));

    /// <summary>An address.</summary>
    /// <param name="description">What it means.</param>
    /// <returns>A scalar of type <see cref="System.Net.IPAddress"/>.</returns>
    public static ScalarSchema Address(string description) => new(
        description, "an IP address, such as 203.0.113.1",
        text => IpPrefix.TryParseAddress(text, out var address) ? address : null, Pattern("^[0-9A-Fa-f.:]+$"));

    /// <summary>A UUID.</summary>
    /// <param name="description">What it means.</param>
    /// <returns>A scalar of type <see cref="RouterId"/>.</returns>
    public static ScalarSchema Id(string description) => new(
        description, "a UUID of 36 characters", text => RouterId.TryParse(text, out var id) ? id : null,
        Pattern("^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$"));

    /// <summary>One of a few words.</summary>
    /// <typeparam name="T">What the words stand for.</typeparam>
    /// <param name="description">What it means.</param>
    /// <param name="choices">The words and what each stands for.</param>
    /// <returns>A scalar of type <typeparamref name="T"/>.</returns>
    public static ScalarSchema Choice<T>(string description, params (string Word, T Value)[] choices)
        where T : notnull => new(
        description, "one of " + string.Join(", ", choices.Select(choice => choice.Word)),
        text => choices.Where(choice => choice.Word == text).Select(choice => (object?)choice.Value).FirstOrDefault(),
        new("string", null, [.. choices.Select(choice => choice.Word)], null, null));

    private static JsonConstraint Pattern(string pattern) => new("string", pattern, [], null, null);

    [GeneratedRegex(NamePattern, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NameExpression();

    [GeneratedRegex(InterfacePattern, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex InterfaceExpression();

    [GeneratedRegex(PathPattern, RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PathExpression();
}
