namespace Sync.Engine.Accounts;

/// <summary>What an API key can be made for. Owners' own permissions cannot be given to a key.</summary>
public static class Scopes
{
    private static readonly Dictionary<string, Permission> ByName = new(StringComparer.Ordinal)
    {
        ["data:read"] = Permission.ReadData,
        ["costs:read"] = Permission.ReadCosts,
        ["runs:write"] = Permission.RunSyncs,
        ["files:import"] = Permission.ImportFiles,
        ["data:export"] = Permission.ExportData,
        ["connections:write"] = Permission.ManageConnections,
        ["settings:write"] = Permission.ManageSettings,
        ["members:write"] = Permission.ManageMembers,
        ["keys:write"] = Permission.ManageKeys,
        ["audit:read"] = Permission.ReadAudit,
    };

    /// <summary>Every scope with what it allows, the least first.</summary>
    public static IReadOnlyDictionary<string, Permission> All => ByName;

    /// <summary>What scopes allow together.</summary>
    public static Permission PermissionsOf(IEnumerable<string> scopes) =>
        scopes.Aggregate(Permission.None, (all, scope) => all | ByName.GetValueOrDefault(scope));

    /// <summary>The scopes that allow permissions, each one of them; none for what no key may.</summary>
    public static IReadOnlyList<string> Of(Permission permissions) => [.. ByName.Where(s => permissions.HasFlag(s.Value)).Select(s => s.Key)];

    /// <summary>The scopes that somebody with these permissions would need besides, to give or take a role.</summary>
    public static IEnumerable<string> Lacking(Permission permissions, Role role) =>
        ByName.Where(s => Roles.PermissionsOf(role).HasFlag(s.Value) && !permissions.HasFlag(s.Value)).Select(s => s.Key);

    /// <summary>Whether there is such a scope.</summary>
    public static bool IsScope(string name) => ByName.ContainsKey(name);
}
