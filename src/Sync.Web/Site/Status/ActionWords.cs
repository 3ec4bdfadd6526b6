using Sync.Engine.Accounts;
using Sync.Web.Access;

namespace Sync.Web.Site.Status;

/// <summary>What somebody can do on a connection's own page (<see cref="ActionsPart"/>), in words: what is not theirs is not promised.</summary>
internal static class ActionWords
{
    /// <summary>Such as <c>Pause, re-import, change or remove</c>; null where there is nothing that they could do.</summary>
    /// <param name="scope">Who looks.</param>
    /// <param name="connection">At which connection.</param>
    public static string? Of(OrgScope scope, ConnectionModel connection)
    {
        var deeds = Deeds(scope, connection).ToList();
        if (deeds.Count == 0) return null;
        var text = deeds.Count == 1 ? deeds[0] : string.Join(", ", deeds[..^1]) + " or " + deeds[^1];
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    private static IEnumerable<string> Deeds(OrgScope scope, ConnectionModel connection)
    {
        var (manages, runs) = (scope.May(Permission.ManageConnections), scope.May(Permission.RunSyncs) && connection is { Active: true, Scheduled: true });
        if (!connection.Scheduled && scope.May(Permission.ImportFiles)) yield return "import another file";
        if (runs && !manages) yield return "run";
        if (manages && !connection.Active) yield return "resume";
        else if (manages && connection.Scheduled) yield return "pause";
        if (runs) yield return "re-import";
        if (manages && connection.Scheduled) yield return "change";
        if (manages) yield return "remove";
    }
}
