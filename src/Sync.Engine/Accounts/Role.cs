namespace Sync.Engine.Accounts;

/// <summary>What a member is in an org; each may all that those before it may.</summary>
public enum Role
{
    /// <summary>Reads what is stored, costs aside.</summary>
    Viewer,

    /// <summary>Reads costs too, starts syncs and brings files in.</summary>
    Manager,

    /// <summary>Connects and removes POS systems, changes settings, invites members, makes API keys.</summary>
    Admin,

    /// <summary>Names other owners, and lets people be exported and forgotten.</summary>
    Owner,
}

/// <summary>Roles by name and by what they may.</summary>
public static class Roles
{
    private const Permission Viewer = Permission.ReadData;
    private const Permission Manager = Viewer | Permission.ReadCosts | Permission.RunSyncs | Permission.ImportFiles | Permission.ExportData;
    private const Permission Admin = Manager | Permission.ManageConnections | Permission.ManageSettings | Permission.ManageMembers | Permission.ManageKeys | Permission.ReadAudit;
    private const Permission Owner = Admin | Permission.ManageOwners | Permission.ManagePrivacy;

    /// <summary>What a role may.</summary>
    public static Permission PermissionsOf(Role role) => role switch
    {
        Role.Owner => Owner,
        Role.Admin => Admin,
        Role.Manager => Manager,
        _ => Viewer,
    };

    /// <summary>A role's name in documents, tokens and answers: <c>viewer</c>, <c>manager</c>, <c>admin</c>, <c>owner</c>.</summary>
    public static string NameOf(Role role) => role.ToString().ToLowerInvariant();

    /// <summary>The role of a name; false where there is none.</summary>
    public static bool TryParse(string? name, out Role role)
    {
        foreach (var known in Enum.GetValues<Role>())
        {
            role = known;
            if (NameOf(known) == name) return true;
        }

        role = default;
        return false;
    }
}
