using Sync.ConnectorKit;

namespace Sync.Cli.Output;

/// <summary>What connectors there are, as the page docs/connectors.md.</summary>
internal static class ConnectorsMarkdown
{
    public static void Print(IReadOnlyList<ConnectorDescriptor> connectors, TextWriter to)
    {
        to.WriteLine("""
            # Connectors

            What each connector says of itself. This page is written by `possync connectors --markdown > docs/connectors.md`, and a test compares the two: what is to be changed here is changed in the connector's descriptor.

            ## At a glance
            A limit on history is what the POS lets one read; a connection may be told to read less.

            | POS | `connect ORG …` | proves who it is by | rate budget | history |
            |---|---|---|---|---|
            """);
        foreach (var c in connectors) Row(to, c.DisplayName, $"`{c.Id}`{(c.Scheduled ? "" : " (`import`)")}", SignIn(c), Budget(c), ConnectorWords.History(c));
        to.WriteLine("""

            ## Streams
            *Read*: `whole` is all of it each time, `window` from a day on, `changes` what changed since a cursor. *First read*: whether it brings the newest first; where nothing stands, the POS decides the order. *Changes show*: how old a change at the POS is at most before a read shows it. *Records come*: how late a record may appear after it was made; it is read once it is there. *Deletions*: whether a deletion at the POS is seen by reading; where not, only a read of everything can tell, such as a full run; a file never tells.

            | POS | stream | read | first read | changes show | records come | deletions | permission |
            |---|---|---|---|---|---|---|---|
            """);
        foreach (var c in connectors)
            foreach (var s in c.Streams)
                Row(to, c.DisplayName, ConnectorWords.Of(s.Stream), $"`{ConnectorWords.Of(s.Style)}`", FirstRead(s), ConnectorWords.After(s.Freshness), ConnectorWords.After(s.Lateness),
                    s.CarriesDeletes ? "seen" : "not seen", s.Scope is { } scope ? $"`{scope}`" : "");
        to.WriteLine("""

            ## Settings
            What `--set key=value` takes, and the form of the site asks for. A secret is encrypted and never shown.
            """);
        foreach (var c in connectors) Settings(to, c);
    }

    private static void Settings(TextWriter to, ConnectorDescriptor c)
    {
        to.WriteLine();
        to.WriteLine($"### {c.DisplayName}");
        if (c.Scopes.Count > 0) to.WriteLine($"The owner is asked to allow: {string.Join(", ", c.Scopes.Select(s => c.OAuth?.NeedApproval.Contains(s) == true ? $"`{s}` (once the POS has approved the operator's app for it)" : $"`{s}`"))}.\n");
        to.WriteLine("| setting | what it is | |");
        to.WriteLine("|---|---|---|");
        foreach (var f in c.Fields.Where(f => !f.Managed)) Row(to, $"`{f.Name}`", $"{f.Label}. {f.Help}", string.Join(", ", Kinds(f)));
    }

    private static IEnumerable<string> Kinds(SettingField f)
    {
        if (f.Required) yield return "required";
        if (f.Secret) yield return "secret";
        if (f.Kind == SettingKind.Number) yield return "a whole number";
        if (f.Choices is { } choices) yield return string.Join(" or ", choices.Select(c => $"`{c}`"));
        if (f.Default is { } otherwise) yield return $"default `{otherwise}`";
    }

    private static string FirstRead(StreamDescriptor s) => !s.NewestFirst ? "" : s.NewestFirstWhere is { } where ? $"newest first {where}" : "newest first";

    private static string SignIn(ConnectorDescriptor c) => ConnectorWords.Of(c.Auth) + (c.OAuth is null ? "" : " (`--oauth`)");

    private static string Budget(ConnectorDescriptor c) => ConnectorWords.Of(c.Budget) + (c.BudgetFor is null ? "" : "; its settings may change that");

    private static void Row(TextWriter to, params string[] cells) =>
        to.WriteLine($"| {string.Join(" | ", cells.Select(c => c.Replace("|", "\\|", StringComparison.Ordinal)))} |");
}
