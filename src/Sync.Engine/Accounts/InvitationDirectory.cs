using Sync.Engine.Audit;
using Sync.Engine.Documents;
using Sync.Engine.Orgs;
using Sync.Model;
using Sync.Store;

namespace Sync.Engine.Accounts;

/// <summary>
/// An org's open invitations, in <c>invitations/{hash}</c>. Whoever has the link may accept, once, within seven days; of its 256
/// random bits only a hash is stored.
/// </summary>
public sealed class InvitationDirectory(ITenantStore tenant, AccountDirectory accounts, TimeProvider time)
{
    private const string Collection = "invitations";

    /// <summary>How long one is good.</summary>
    public static TimeSpan Life { get; } = TimeSpan.FromDays(7);

    /// <summary>The org that an invitation's token names.</summary>
    public static bool TryOrgOf(string? token, out OrgId org)
    {
        org = default;
        return token?.Split('.') is [var name, { Length: > 0 }] && OrgId.TryParse(name, out org);
    }

    /// <summary>Invites somebody.</summary>
    /// <returns>The token, which is shown once: it goes into the link.</returns>
    /// <exception cref="OrgException">The address is none, or is a member's.</exception>
    public async Task<string> InviteAsync(string email, Role role, Actor actor, CancellationToken cancellation = default)
    {
        var normal = AccountDirectory.AddressOf(email, "Nobody was invited.");
        if (await accounts.FindByEmailAsync(normal, cancellation) is { } account && await MemberDirectory.FindAsync(tenant, account.Id, cancellation) is not null)
        {
            await accounts.JoinedAsync(account.Id, tenant.Org, cancellation); // if their account did not know, it does now
            throw new OrgException($"{normal} is a member already.");
        }

        var token = $"{tenant.Org}.{RandomToken.Create()}";
        await tenant.PruneExpiredAsync(Collection, time.GetUtcNow(), cancellation);
        await tenant.CommitAsync(
        [
            .. await WithdrawalsAsync(tenant, normal, cancellation), // a new link takes the place of older ones
            DocumentWrite.Replace(PathOf(RandomToken.Hash(token)), DocumentBody.Build(w =>
            {
                w.Text("by", actor.Name);
                w.Text("email", normal);
                w.Time("expireAt", time.GetUtcNow() + Life);
                w.OptionalText("key", actor.Kind == "key" ? actor.Id : null);
                w.OptionalText("maker", actor.Account);
                w.Text("role", Roles.NameOf(role));
            })),
            AuditLog.Line(time, actor, "member.invited", normal, Roles.NameOf(role)),
        ], cancellation);
        return token;
    }

    /// <summary>The invitations that are still good.</summary>
    public static async Task<IReadOnlyList<Invitation>> ListAsync(ITenantStore tenant, DateTimeOffset now, CancellationToken cancellation = default)
    {
        List<Invitation> all = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collection }, cancellation))
            if (await StandingAsync(tenant, document, now, cancellation) is { } invitation) all.Add(invitation);
        return all;
    }

    /// <summary>Those of an address that are still good: a new one takes their place.</summary>
    /// <exception cref="OrgException">The address is none.</exception>
    public async Task<IReadOnlyList<Invitation>> OfAsync(string email, CancellationToken cancellation = default)
    {
        var normal = AccountDirectory.AddressOf(email, "Nobody was invited.");
        return [.. (await ListAsync(tenant, time.GetUtcNow(), cancellation)).Where(i => i.Email == normal)];
    }

    /// <summary>The invitation of a token; null where there is none, it was used or withdrawn, its time is over, or whoever made it may invite no more.</summary>
    public static async Task<Invitation?> FindAsync(ITenantStore tenant, string token, DateTimeOffset now, CancellationToken cancellation = default) =>
        await tenant.GetAsync(PathOf(RandomToken.Hash(token)), cancellation) is { } document ? await StandingAsync(tenant, document, now, cancellation) : null;

    /// <summary>Withdraws one; fine where there is none.</summary>
    public Task WithdrawAsync(Invitation invitation, Actor actor, CancellationToken cancellation = default) => tenant.CommitAsync(
        [DocumentWrite.Delete(PathOf(invitation.Id)), AuditLog.Line(time, actor, "member.invitation-withdrawn", invitation.Email)], cancellation);

    /// <summary>Makes an account a member, and uses the invitation up.</summary>
    /// <returns>False where it is good no more.</returns>
    public async Task<bool> AcceptAsync(string token, Account account, CancellationToken cancellation = default)
    {
        var path = PathOf(RandomToken.Hash(token));
        if (await tenant.GetAsync(path, cancellation) is not { } document
            || await StandingAsync(tenant, document, time.GetUtcNow(), cancellation) is not { } invitation) return false;
        if (await MemberDirectory.FindAsync(tenant, account.Id, cancellation) is null)
            return await new MemberDirectory(tenant, accounts, time).AddByAsync(document, account, invitation.Role, cancellation);
        await accounts.JoinedAsync(account.Id, tenant.Org, cancellation);
        return await SpentOnce.TryAsync(tenant, document, time.GetUtcNow(), cancellation);
    }

    /// <summary>Takes back every link that an address was given, to go with the commit that makes them wrong: a new link, a place taken or taken away.</summary>
    internal static async Task<IReadOnlyList<DocumentWrite>> WithdrawalsAsync(ITenantStore tenant, string email, CancellationToken cancellation)
    {
        List<DocumentWrite> all = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collection }, cancellation))
            if (document.Body.Read().Text("email") == email) all.Add(DocumentWrite.Delete(document.Path));
        return all;
    }

    private static DocumentPath PathOf(string id) => new(Collection, id);

    // Nobody comes in by a link of whoever could not make it today. One of the operator's stands by itself.
    private static async Task<Invitation?> StandingAsync(ITenantStore tenant, StoredDocument document, DateTimeOffset now, CancellationToken cancellation)
    {
        if (From(document, now) is not { } invitation) return null;
        var f = document.Body.Read();
        if (f.Text("key") is { } key && !await ApiKeyDirectory.IsGoodAsync(tenant, key, cancellation)) return null;
        if (f.Text("maker") is not { } maker) return invitation;
        var needed = Permission.ManageMembers | (invitation.Role == Role.Owner ? Permission.ManageOwners : Permission.None);
        return await MemberDirectory.FindAsync(tenant, maker, cancellation) is { } member && (Roles.PermissionsOf(member.Role) & needed) == needed ? invitation : null;
    }

    private static Invitation? From(StoredDocument document, DateTimeOffset now)
    {
        var f = document.Body.Read();
        return f.Time("expireAt") is { } end && end > now && Roles.TryParse(f.Text("role"), out var role)
            ? new Invitation(document.Path.Id, f.Text("email")!, role, f.Text("by") ?? "", end)
            : null;
    }
}
