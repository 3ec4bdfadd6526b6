namespace Sync.Engine.People;

/// <summary>Customers of different connections who are one person: at most one of each connection.</summary>
internal sealed class PersonLink
{
    private readonly SortedDictionary<int, Member> members = [];

    /// <summary>In the order of their connections.</summary>
    public IEnumerable<Member> Members => members.Values;

    public int Count => members.Count;

    public bool ByEmail { get; private set; }

    public bool ByPhone { get; private set; }

    /// <summary>The person's id: that of the member of the earliest connection.</summary>
    public string Id => members.First().Value.Key;

    public static PersonLink Of(Member member) => new() { members = { [member.Connection] = member } };

    /// <summary>Takes in another's members; refused where both have one of the same connection, or two who were set apart.</summary>
    public bool TryTakeIn(PersonLink other, IReadOnlySet<(string, string)> apart, bool byEmail)
    {
        foreach (var theirs in other.Members)
        {
            if (members.ContainsKey(theirs.Connection)) return false;
            if (Members.Any(ours => apart.Contains(PeopleRules.Pair(ours.Key, theirs.Key)))) return false;
        }

        foreach (var theirs in other.Members) members[theirs.Connection] = theirs;
        ByEmail |= other.ByEmail | byEmail;
        ByPhone |= other.ByPhone | !byEmail;
        return true;
    }
}
