using System.Globalization;
using Sync.ConnectorKit;

namespace Sync.Cli.Output;

/// <summary>A descriptor's facts in words.</summary>
internal static class ConnectorWords
{
    public static string Of(AuthKind auth) => auth switch
    {
        AuthKind.None => "none",
        AuthKind.PasswordLogin => "user name and password",
        AuthKind.Token => "token",
        AuthKind.ClientCredentials => "client credentials",
        AuthKind.BySettings => "what its settings say",
        _ => "OAuth2",
    };

    public static string Of(PosStream stream) => stream.ToString().ToLowerInvariant();

    public static string Of(ReadStyle style) => style.ToString().ToLowerInvariant();

    public static string Of(RateBudget budget) => budget.PerSecond is { } rate
        ? string.Create(CultureInfo.InvariantCulture, $"{rate:0.##} requests a second, {budget.InFlight} at a time")
        : string.Create(CultureInfo.InvariantCulture, $"{budget.InFlight} at a time");

    /// <summary>How far back it can be read.</summary>
    public static string History(ConnectorDescriptor connector) =>
        connector.HistoryLimit is not { } limit ? "all" : $"the last {Of(limit, "")}{(connector.AllHistoryWith is { } scope ? $", all with {scope}" : "")}";

    /// <summary>How long after something it shows.</summary>
    public static string After(TimeSpan span) => span == TimeSpan.Zero ? "at once" : "within " + Of(span, "");

    /// <summary>A span as people say it; <paramref name="none"/> for zero.</summary>
    public static string Of(TimeSpan span, string none) => span.TotalSeconds switch
    {
        0 => none,
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} min"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0} days"),
    };
}
