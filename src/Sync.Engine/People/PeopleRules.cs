using Sync.Engine.Orgs;
using Sync.Store;

namespace Sync.Engine.People;

/// <summary>What people have decided about who is one person, in <c>people_rules/apart</c>. The next run carries it out.</summary>
public sealed class PeopleRules
{
    private static readonly DocumentPath Path = new("people_rules", "apart");

    /// <summary>Pairs of customers, by their documents' ids, who are not one person whatever they share.</summary>
    public IReadOnlySet<(string, string)> Apart { get; private init; } = new HashSet<(string, string)>();

    /// <summary>Stands for the rules: other rules, another text.</summary>
    public string Version { get; private init; } = "";

    /// <summary>The org's rules.</summary>
    public static async Task<PeopleRules> OfAsync(ITenantStore tenant, CancellationToken cancellation = default)
    {
        var document = await tenant.GetAsync(Path, cancellation);
        if (document is null) return new PeopleRules();
        var pairs = document.Body.Read().List("pairs").Select(p => Pair(p.Text("a")!, p.Text("b")!));
        return new PeopleRules { Apart = pairs.ToHashSet(), Version = document.Version };
    }

    /// <summary>Sets two customers apart, or lets them be linked again.</summary>
    /// <param name="tenant">Whose.</param>
    /// <param name="one">A customer's document's id.</param>
    /// <param name="other">Another one's.</param>
    /// <param name="apart">True to set them apart, false to take that back.</param>
    /// <param name="line">The line of the audit log that goes with it; null where nobody in particular decides.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="OrgException">They are the same, there is no such customer, or nobody has set them apart.</exception>
    public static async Task SetAsync(ITenantStore tenant, string one, string other, bool apart, DocumentWrite? line = null, CancellationToken cancellation = default)
    {
        if (one == other) throw new OrgException($"'{one}' was given twice: name two customers.");
        foreach (var id in (string[])[one, other])
            if (await tenant.GetAsync(new DocumentPath("customers", DocumentId.Escape(id)), cancellation) is null)
                throw new OrgException($"{tenant.Org} has no customer '{id}'. 'possync people {tenant.Org}' lists the ids.");
        while (!await TrySetAsync(tenant, Pair(one, other), apart, line, cancellation))
        {
            // Somebody changed another pair meanwhile: both changes count.
        }
    }

    internal static (string, string) Pair(string a, string b) => string.CompareOrdinal(a, b) < 0 ? (a, b) : (b, a);

    private static async Task<bool> TrySetAsync(ITenantStore tenant, (string, string) pair, bool apart, DocumentWrite? line, CancellationToken cancellation)
    {
        var rules = await OfAsync(tenant, cancellation);
        var pairs = rules.Apart.ToHashSet();
        if (!apart && !pairs.Contains(pair))
            throw new OrgException($"Nobody has set '{pair.Item1}' and '{pair.Item2}' apart; nothing was changed. Customers of two connections are linked by their addresses and phone numbers alone.");
        if (apart ? !pairs.Add(pair) : !pairs.Remove(pair)) return true;
        var body = DocumentBody.Build(w => w.List("pairs", pairs.Order(), (m, p) =>
        {
            m.Text("a", p.Item1);
            m.Text("b", p.Item2);
        }));
        try
        {
            var write = DocumentWrite.Replace(Path, body, rules.Version);
            await tenant.CommitAsync(line is null ? [write] : [write, line], cancellation);
            return true;
        }
        catch (StoreException e) when (e.Failure is StoreFailure.VersionChanged or StoreFailure.AlreadyExists)
        {
            return false;
        }
    }
}
