namespace Sync.Engine.Accounts;

/// <summary>What somebody may do in an org. A member's come from the role, an API key's from its scopes.</summary>
[Flags]
public enum Permission
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Read status, runs, customers, orders and products, costs aside.</summary>
    ReadData = 1,

    /// <summary>Read what products have cost.</summary>
    ReadCosts = 1 << 1,

    /// <summary>Start a sync, try one without writing.</summary>
    RunSyncs = 1 << 2,

    /// <summary>Bring files in.</summary>
    ImportFiles = 1 << 3,

    /// <summary>Download runs and rejected rows.</summary>
    ExportData = 1 << 4,

    /// <summary>Connect, change, pause and remove connections; approve held deletes.</summary>
    ManageConnections = 1 << 5,

    /// <summary>Change the org's settings.</summary>
    ManageSettings = 1 << 6,

    /// <summary>Invite members, change their roles, remove them; owners aside.</summary>
    ManageMembers = 1 << 7,

    /// <summary>Make and revoke API keys.</summary>
    ManageKeys = 1 << 8,

    /// <summary>Read who did what.</summary>
    ReadAudit = 1 << 9,

    /// <summary>Make somebody an owner, or take it from one.</summary>
    ManageOwners = 1 << 10,

    /// <summary>Export and erase people.</summary>
    ManagePrivacy = 1 << 11,
}
