using Sync.Engine.Matching;

namespace Sync.Engine.People;

/// <summary>
/// Finds out who of several connections is one person: first by address, then by phone number. Nobody is linked within one
/// connection, where the POS itself keeps its customers apart; a number that two of its customers share links neither. The
/// outcome depends on the members alone, not on their order.
/// </summary>
internal static class PeopleLinks
{
    /// <summary>The persons that have customers of at least two connections.</summary>
    /// <param name="members">All customers.</param>
    /// <param name="apart">Pairs of ids that somebody has set apart.</param>
    public static List<PersonLink> Of(IEnumerable<Member> members, IReadOnlySet<(string, string)> apart)
    {
        var byEmail = new SortedDictionary<string, SortedDictionary<int, Member?>>(StringComparer.Ordinal);
        var byPhone = new SortedDictionary<string, SortedDictionary<int, Member?>>(StringComparer.Ordinal);
        foreach (var member in members)
        {
            // Of those who share an address at one POS, the one with the lowest id has it, as with its orders.
            if (member.Email is { } email) Claim(byEmail, email, member, (a, b) => CustomerDirectory.IsLower(a.Key, b.Key) ? a : b);
            if (member.Phone is { } phone) Claim(byPhone, phone, member, (_, _) => null);
        }

        var links = new Dictionary<string, PersonLink>(StringComparer.Ordinal);
        foreach (var same in byEmail.Values) Join(links, same.Values, apart, byEmail: true);
        foreach (var same in byPhone.Values) Join(links, same.Values, apart, byEmail: false);
        return [.. links.Values.Distinct().Where(l => l.Count > 1).OrderBy(l => l.Id, StringComparer.Ordinal)];
    }

    private static void Claim(
        SortedDictionary<string, SortedDictionary<int, Member?>> claims, string key, Member member, Func<Member, Member, Member?> choose)
    {
        if (!claims.TryGetValue(key, out var same)) claims[key] = same = [];
        if (!same.TryGetValue(member.Connection, out var other)) same[member.Connection] = member;
        else if (other is not null) same[member.Connection] = choose(other, member);
    }

    private static void Join(Dictionary<string, PersonLink> links, IEnumerable<Member?> same, IReadOnlySet<(string, string)> apart, bool byEmail)
    {
        var found = same.OfType<Member>().ToList();
        if (found.Count < 2) return;
        var first = LinkOf(links, found[0]);
        foreach (var member in found.Skip(1))
        {
            var other = LinkOf(links, member);
            if (other == first || !first.TryTakeIn(other, apart, byEmail)) continue;
            foreach (var taken in other.Members) links[taken.Key] = first;
        }
    }

    private static PersonLink LinkOf(Dictionary<string, PersonLink> links, Member member) =>
        links.TryGetValue(member.Key, out var link) ? link : links[member.Key] = PersonLink.Of(member);
}
