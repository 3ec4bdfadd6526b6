using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Model;

namespace Sync.Web.Access;

/// <summary>Who sent a request: a signed-in account, or a program with a key of one org.</summary>
public sealed class Caller
{
    private Caller(Actor actor) => Actor = actor;

    /// <summary>For the audit log.</summary>
    public Actor Actor { get; }

    /// <summary>The account; null for a key.</summary>
    public Account? Account { get; private init; }

    /// <summary>The key; null for an account.</summary>
    public ApiKey? Key { get; private init; }

    /// <summary>The only org that a key is good for; null for an account.</summary>
    public OrgId? KeyOrg { get; private init; }

    /// <summary>Whether a browser sends the proof by itself, so that another site could make it do so.</summary>
    public bool ByCookie { get; private init; }

    /// <summary>Somebody who is signed in.</summary>
    public static Caller Of(Account account, bool byCookie) =>
        new(new Actor("member", account.Id, account.Email)) { Account = account, ByCookie = byCookie };

    /// <summary>A program.</summary>
    public static Caller Of(ApiKey key, OrgId org) => new(new Actor("key", key.Id, key.Name) { Account = key.Maker }) { Key = key, KeyOrg = org };
}
