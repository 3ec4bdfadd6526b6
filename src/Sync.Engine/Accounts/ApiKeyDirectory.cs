using Sync.Engine.Audit;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Accounts;

/// <summary>
/// An org's API keys, in <c>api_keys/{id}</c>. A key is <c>sync.{org}.{id}.{secret}</c>; it is shown when it is made, and only a
/// hash of it is stored.
/// </summary>
public sealed class ApiKeyDirectory(ITenantStore tenant, TimeProvider time)
{
    private const string Collection = "api_keys";
    private const string Mark = "sync";
    private const int LongestId = 100;
    private const int MostAtOnce = 100; // a commit holds two writes for each

    // A write for each request would cost more than the request.
    private static readonly TimeSpan UseIsNoted = TimeSpan.FromMinutes(10);

    /// <summary>Whether a text looks like a key, and of which org.</summary>
    public static bool TryOrgOf(string text, out OrgId org)
    {
        org = default;
        return text.Split('.') is [Mark, var name, { Length: > 0 }, { Length: > 0 }] && OrgId.TryParse(name, out org);
    }

    /// <summary>Whether a text can be a key's name.</summary>
    public static bool IsName(string name) => !string.IsNullOrWhiteSpace(name) && name.Length <= 100 && OneLine.IsName(name) && !name.Any(char.IsSurrogate);

    /// <summary>Selects the keys, revoked ones too, the newest first.</summary>
    public static DocumentQuery NewestFirst { get; } = new() { Collection = Collection, OrderBy = [new DocumentOrder("createdAt", Descending: true)] };

    /// <summary>The keys, revoked ones too, the newest first.</summary>
    public static async Task<IReadOnlyList<ApiKey>> ListAsync(ITenantStore tenant, CancellationToken cancellation = default)
    {
        List<ApiKey> all = [];
        await foreach (var document in tenant.QueryAsync(NewestFirst, cancellation)) all.Add(From(document));
        return all;
    }

    /// <summary>Makes a key.</summary>
    /// <param name="name">What it is for.</param>
    /// <param name="scopes">What it may.</param>
    /// <param name="maker">What its maker may: nobody gives a key more than they have.</param>
    /// <param name="actor">Who makes it; it never goes beyond the permissions of the account that answers for them.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The key, which is shown this once, and what is known of it.</returns>
    /// <exception cref="OrgException">It has no name, no scope, an unknown one, or one that its maker has not.</exception>
    public async Task<(Secret Key, ApiKey Known)> CreateAsync(
        string name, IReadOnlyList<string> scopes, Permission maker, Actor actor, CancellationToken cancellation = default)
    {
        if (!OneLine.IsName(name)) throw new OrgException($"The key's name {OneLine.Fault}. No key was made.");
        if (!IsName(name)) throw new OrgException("Give the key a name of at most 100 letters, such as what uses it. No key was made.");
        if (scopes.Count == 0) throw new OrgException("Choose what the key may do. No key was made.");
        foreach (var scope in scopes)
        {
            if (!Scopes.IsScope(scope)) throw new OrgException($"There is no scope '{scope}'. There are: {string.Join(", ", Scopes.All.Keys)}. No key was made.");
            if (!maker.HasFlag(Scopes.All[scope])) throw new OrgException($"A key cannot be given '{scope}', which you do not have yourself. No key was made.");
        }

        var (id, now) = (Ids.New(time), time.GetUtcNow());
        var key = $"{Mark}.{tenant.Org}.{id}.{RandomToken.Create()}";
        await tenant.CommitAsync(
        [
            DocumentWrite.Create(PathOf(id), DocumentBody.Build(w =>
            {
                w.Text("by", actor.Name);
                w.Time("createdAt", now);
                w.Text("hash", RandomToken.Hash(key));
                w.OptionalText("maker", actor.Account);
                w.OptionalText("makerKey", actor.Kind == "key" ? actor.Id : null);
                w.Text("name", name.Trim());
                w.TextList("scopes", scopes.Distinct(StringComparer.Ordinal));
            })),
            AuditLog.Line(time, actor, "key.created", name.Trim(), string.Join(", ", scopes)),
        ], cancellation);
        return (new Secret(key), new ApiKey(id, name.Trim(), [.. scopes.Distinct(StringComparer.Ordinal)], actor.Name, now, null, null));
    }

    /// <summary>
    /// What a key may today, which is no more than its maker may: whoever was made less has not left a door open. Null where its maker
    /// is a member no more.
    /// </summary>
    public static async Task<Permission?> PermissionsOfAsync(ITenantStore tenant, ApiKey key, CancellationToken cancellation = default)
    {
        var scopes = Scopes.PermissionsOf(key.Scopes);
        if (key.Maker is not { } maker) return scopes;
        return await MemberDirectory.FindAsync(tenant, maker, cancellation) is { } member ? scopes & Roles.PermissionsOf(member.Role) : null;
    }

    /// <summary>Which of a key's scopes count today: none once it is revoked or its maker is a member no more, and no more than its maker may.</summary>
    /// <param name="key">The key.</param>
    /// <param name="members">The org's members.</param>
    public static IReadOnlyList<string> EffectiveScopesOf(ApiKey key, IEnumerable<OrgMember> members)
    {
        if (key.RevokedAt is not null) return [];
        if (key.Maker is not { } maker) return key.Scopes;
        return members.FirstOrDefault(m => m.Account == maker) is { } member ? [.. key.Scopes.Intersect(Scopes.Of(Roles.PermissionsOf(member.Role)))] : [];
    }

    /// <summary>Whether there is a key of an id that is not revoked, nor any of those by which it was made.</summary>
    internal static async Task<bool> IsGoodAsync(ITenantStore tenant, string id, CancellationToken cancellation)
    {
        for (string? next = id; next is not null;)
        {
            if (await tenant.GetAsync(PathOf(next), cancellation) is not { } document || From(document) is not { RevokedAt: null } key) return false;
            next = key.MakerKey;
        }

        return true;
    }

    /// <summary>The key that is shown, if it is good; its use is noted.</summary>
    public async Task<ApiKey?> UseAsync(string key, CancellationToken cancellation = default)
    {
        if (key.Split('.') is not [_, _, var id, _] || !IsId(id)) return null;
        if (await tenant.GetAsync(PathOf(id), cancellation) is not { } document) return null;
        var known = From(document);
        if (!RandomToken.Fits(key, document.Body.Read().Text("hash")) || known.RevokedAt is not null) return null;
        if (known.MakerKey is { } maker && !await IsGoodAsync(tenant, maker, cancellation)) return null; // made while that one was revoked
        if (known.LastUsedAt is not { } last || time.GetUtcNow() - last > UseIsNoted)
            await tenant.CommitAsync([DocumentWrite.Merge(PathOf(id), DocumentBody.Build(w => w.Time("lastUsedAt", time.GetUtcNow())))], cancellation);
        return known;
    }

    /// <summary>Makes a key good no more, at once, and with it all that it has made.</summary>
    /// <returns>How many others were made by it and ended with it.</returns>
    /// <exception cref="OrgException">There is no such key.</exception>
    public async Task<int> RevokeAsync(string id, Actor actor, CancellationToken cancellation = default)
    {
        if (!IsId(id) || await tenant.GetAsync(PathOf(id), cancellation) is not { } document)
            throw new OrgException("There is no such key. Nothing was changed.");
        var known = From(document);
        List<ApiKey> ended = [.. await WithAllMadeByAsync(known, cancellation)];
        ended.RemoveAll(k => k.RevokedAt is not null);
        foreach (var some in ended.Chunk(MostAtOnce)) // itself first: from then on none that it made is good
            await tenant.CommitAsync([.. some.SelectMany(k => Revocation(k, known, actor))], cancellation);
        return ended.Count(k => k.Id != id);
    }

    private IEnumerable<DocumentWrite> Revocation(ApiKey key, ApiKey first, Actor actor) =>
    [
        DocumentWrite.Merge(PathOf(key.Id), DocumentBody.Build(w => w.Time("revokedAt", time.GetUtcNow()))),
        AuditLog.Line(time, actor, "key.revoked", key.Name, key.Id == first.Id ? "" : $"with {first.Name}, by which it was made"),
    ];

    private async Task<IReadOnlyList<ApiKey>> WithAllMadeByAsync(ApiKey first, CancellationToken cancellation)
    {
        var made = (await ListAsync(tenant, cancellation)).ToLookup(k => k.MakerKey);
        List<ApiKey> all = [first];
        for (var at = 0; at < all.Count; at++) all.AddRange(made[all[at].Id]);
        return all;
    }

    private static bool IsId(string id) => id.Length is > 0 and <= LongestId && id.All(char.IsAsciiHexDigitLower);

    private static DocumentPath PathOf(string id) => new(Collection, id);

    /// <summary>The key of a document that <see cref="NewestFirst"/> selects.</summary>
    public static ApiKey From(StoredDocument document)
    {
        var f = document.Body.Read();
        return new ApiKey(
            document.Path.Id, f.Text("name") ?? "", [.. f.TextList("scopes")], f.Text("by") ?? "", f.Time("createdAt") ?? default, f.Time("lastUsedAt"), f.Time("revokedAt"))
        {
            Maker = f.Text("maker"),
            MakerKey = f.Text("makerKey"),
        };
    }
}
