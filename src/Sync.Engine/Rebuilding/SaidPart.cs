using Sync.Engine.Documents;
using Sync.Engine.Ledger;
using Sync.Store;

namespace Sync.Engine.Rebuilding;

/// <summary>
/// Of many a customer the POS, or a file, says a part only: a sale's guest has a name and perhaps a number. The ledger's print is
/// of that part, and which fields it has the print itself tells: those of the document that make the same one. Without it a ledger
/// made anew would know them by their whole document, and what is said again would pass for a change.
/// </summary>
internal sealed class SaidPart
{
    // Their ids are said of everybody.
    private static readonly string[] MayBeUnsaid = ["createdAt", "email", "firstName", "lastName", "loyaltyPoints", "phone", "userId"];

    private readonly List<int> met = [0]; // the ways to leave fields out that were met so far, a bit for each field: there are few

    /// <summary>
    /// The fields of the document without which they make the print; empty where they do as they are, null where they do in no way.
    /// </summary>
    public IReadOnlyList<string>? UnsaidOf(DocumentBody own, StableHash print)
    {
        var names = own.Read().Names.ToHashSet();
        foreach (var unsaid in met)
            if (IsOf(own, names, unsaid, print)) return [.. names.Where(n => IsUnsaid(n, unsaid))];
        var possible = MaskOf(names);
        for (var unsaid = 1; unsaid < 1 << MayBeUnsaid.Length; unsaid++)
        {
            if ((unsaid & possible) != unsaid || met.Contains(unsaid) || !IsOf(own, names, unsaid, print)) continue;
            met.Add(unsaid);
            return [.. names.Where(n => IsUnsaid(n, unsaid))];
        }

        return null;
    }

    private static int MaskOf(HashSet<string> names) => Enumerable.Range(0, MayBeUnsaid.Length).Where(i => names.Contains(MayBeUnsaid[i])).Sum(i => 1 << i);

    private static bool IsOf(DocumentBody own, HashSet<string> names, int unsaid, StableHash print) =>
        BodyParts.Fingerprint(unsaid == 0 ? own : own.CanonicalOf(names.Where(n => !IsUnsaid(n, unsaid)).ToHashSet())) == print;

    private static bool IsUnsaid(string name, int unsaid) => Array.IndexOf(MayBeUnsaid, name) is >= 0 and var at && (unsaid >> at & 1) != 0;
}
