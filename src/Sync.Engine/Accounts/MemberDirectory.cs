using Sync.Engine.Audit;
using Sync.Engine.Documents;
using Sync.Engine.Orgs;
using Sync.Store;

namespace Sync.Engine.Accounts;

/// <summary>An org's members, in <c>members/{account}</c>. Every change is written together with its line of the audit log.</summary>
public sealed class MemberDirectory(ITenantStore tenant, AccountDirectory accounts, TimeProvider time)
{
    private const string Collection = "members";

    /// <summary>The members, in order of address.</summary>
    public static async Task<IReadOnlyList<OrgMember>> ListAsync(ITenantStore tenant, CancellationToken cancellation = default)
    {
        List<OrgMember> all = [];
        await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = Collection }, cancellation)) all.Add(From(document));
        return [.. all.OrderBy(m => m.Email, StringComparer.Ordinal)];
    }

    /// <summary>An account's place in the org; null where it has none.</summary>
    public static async Task<OrgMember?> FindAsync(ITenantStore tenant, string account, CancellationToken cancellation = default) =>
        DocumentId.TryEscape(account) is { } id && await tenant.GetAsync(new DocumentPath(Collection, id), cancellation) is { } document ? From(document) : null;

    /// <summary>Makes an account a member.</summary>
    /// <exception cref="OrgException">It is one already.</exception>
    public async Task<OrgMember> AddAsync(Account account, Role role, Actor actor, CancellationToken cancellation = default)
    {
        var member = New(account, role);
        return await JoinAsync(member, await WritesAsync(member, actor, cancellation), cancellation) ? member : throw new OrgException($"{account.Email} is a member of {tenant.Org} already.");
    }

    /// <summary>Makes an account a member by an invitation, which the same commit uses up.</summary>
    /// <returns>False where somebody else was faster.</returns>
    internal async Task<bool> AddByAsync(StoredDocument invitation, Account account, Role role, CancellationToken cancellation)
    {
        var member = New(account, role);
        var writes = await WritesAsync(member, new Actor("member", account.Id, account.Email), cancellation);
        return await JoinAsync(member, [.. writes.Where(w => w.Path != invitation.Path), SpentOnce.Write(invitation, time.GetUtcNow())], cancellation);
    }

    /// <summary>Gives a member another role.</summary>
    /// <exception cref="OrgException">There is no such member, or it is the last owner.</exception>
    public Task ChangeAsync(string account, Role role, Actor actor, CancellationToken cancellation = default) => ReplaceAsync(account, (member, version) =>
        member.Role == role ? null : [DocumentWrite.Replace(PathOf(account), Body(member with { Role = role }), version),
            AuditLog.Line(time, actor, "member.changed", member.Email, $"{Roles.NameOf(member.Role)} to {Roles.NameOf(role)}")], losesOwner: role != Role.Owner, cancellation);

    /// <summary>Removes a member; their account stays.</summary>
    /// <exception cref="OrgException">There is no such member, or it is the last owner.</exception>
    public async Task RemoveAsync(string account, Actor actor, CancellationToken cancellation = default)
    {
        await ReplaceAsync(account, (member, _) =>
            [DocumentWrite.Delete(PathOf(account)), AuditLog.Line(time, actor, "member.removed", member.Email, Roles.NameOf(member.Role))], losesOwner: true, cancellation);
        await accounts.LeftAsync(account, tenant.Org, cancellation);
        // Somebody may have added them again in between.
        if (await FindAsync(tenant, account, cancellation) is not null) await accounts.JoinedAsync(account, tenant.Org, cancellation);
    }

    private OrgMember New(Account account, Role role) => new(account.Id, account.Email, account.Name, role, time.GetUtcNow());

    private async Task<IReadOnlyList<DocumentWrite>> WritesAsync(OrgMember member, Actor actor, CancellationToken cancellation) =>
    [
        .. await InvitationDirectory.WithdrawalsAsync(tenant, member.Email, cancellation),
        DocumentWrite.Create(PathOf(member.Account), Body(member)),
        AuditLog.Line(time, actor, "member.added", member.Email, Roles.NameOf(member.Role)),
    ];

    // First where to look, then what is there: an account that looks in vain loses nothing by a kill in between, while a member whose
    // account does not know of it would be let in nowhere, and could not be invited again.
    private async Task<bool> JoinAsync(OrgMember member, IReadOnlyList<DocumentWrite> writes, CancellationToken cancellation)
    {
        await accounts.JoinedAsync(member.Account, tenant.Org, cancellation);
        try
        {
            await tenant.CommitAsync(writes, cancellation);
        }
        catch (StoreException e) when (e.Failure is StoreFailure.AlreadyExists or StoreFailure.VersionChanged)
        {
            // A commit that was sent again, since its answer was lost, meets its own work.
            if (await tenant.GetAsync(PathOf(member.Account), cancellation) is not { } there || !there.Body.Canonical().Json.Span.SequenceEqual(Body(member).Canonical().Json.Span)) return false;
        }

        await accounts.JoinedAsync(member.Account, tenant.Org, cancellation); // who is being removed just then has been taken from the list since
        return true;
    }

    // Two owners could each take the other's place away at once; so every change stands on the members as they were seen.
    private async Task ReplaceAsync(string account, Func<OrgMember, string, IReadOnlyList<DocumentWrite>?> change, bool losesOwner, CancellationToken cancellation)
    {
        while (true)
        {
            List<(OrgMember Member, StoredDocument Document)> all = [];
            await foreach (var stored in tenant.QueryAsync(new DocumentQuery { Collection = Collection }, cancellation)) all.Add((From(stored), stored));
            if (all.Find(m => m.Member.Account == account) is not { Member: { } member, Document: { } document })
                throw new OrgException($"There is no such member of {tenant.Org}. Nothing was changed.");
            var others = all.Where(m => m.Member.Role == Role.Owner && m.Member.Account != account).ToList();
            if (losesOwner && member.Role == Role.Owner && others.Count == 0)
                throw new OrgException($"{member.Email} is the last owner of {tenant.Org}. Make somebody else an owner first. Nothing was changed.");
            if (change(member, document.Version) is not { } writes) return;
            var seen = losesOwner && member.Role == Role.Owner ? others.Select(o => DocumentWrite.Verify(o.Document.Path, o.Document.Version)) : [];
            try
            {
                await tenant.CommitAsync([.. seen, .. await InvitationDirectory.WithdrawalsAsync(tenant, member.Email, cancellation), .. writes], cancellation);
                return;
            }
            catch (StoreException e) when (e.Failure == StoreFailure.VersionChanged)
            {
                // Somebody was changed meanwhile: look again.
            }
        }
    }

    private static DocumentPath PathOf(string account) => new(Collection, DocumentId.Escape(account));

    private static DocumentBody Body(OrgMember member) => DocumentBody.Build(w =>
    {
        w.Text("email", member.Email);
        w.Text("name", member.Name);
        w.Text("role", Roles.NameOf(member.Role));
        w.Time("since", member.Since);
    });

    private static OrgMember From(StoredDocument document)
    {
        var f = document.Body.Read();
        // A role that nobody knows any more is the least.
        var role = Roles.TryParse(f.Text("role"), out var known) ? known : Role.Viewer;
        return new OrgMember(DocumentId.Unescape(document.Path.Id), f.Text("email")!, f.Text("name")!, role, f.Time("since") ?? default);
    }
}
