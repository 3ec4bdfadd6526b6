using Sync.ConnectorKit;

namespace Sync.Web.Site.Connect;

/// <summary>A descriptor's facts in the owner's words.</summary>
internal static class ConnectorFacts
{
    public static string Brings(ConnectorDescriptor descriptor) => Sentence(descriptor.Streams.Select(s => NameOf(s.Stream)));

    public static string SignIn(ConnectorDescriptor descriptor, bool byOAuth) => descriptor switch
    {
        { Scheduled: false } => "Nothing to sign in to: you upload the files.",
        _ when byOAuth => $"You sign in at {descriptor.DisplayName} and allow it.",
        { Auth: AuthKind.PasswordLogin } => "You give your user name and password.",
        { Auth: AuthKind.ClientCredentials } => "You give a client id and a secret.",
        { Auth: AuthKind.None } => "Nothing to sign in to.",
        { Auth: AuthKind.BySettings } => "You give what its description says, such as a key, a token or a user name and password.",
        _ => "You give an access token or key.",
    };

    public static string History(ConnectorDescriptor descriptor) =>
        descriptor.HistoryLimit is { } limit ? $"Orders of the last {limit.TotalDays:0} days; more where you may read more." : "All of your past orders.";

    public static string NameOf(PosStream stream) => stream == PosStream.Inventory ? "stock" : stream.ToString().ToLowerInvariant();

    private static string Sentence(IEnumerable<string> words)
    {
        var all = words.ToList();
        var text = all.Count > 1 ? string.Join(", ", all[..^1]) + " and " + all[^1] : string.Concat(all);
        return text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..] + ".";
    }
}
