namespace Sync.ConnectorKit;

/// <summary>How a connector proves who it is.</summary>
public enum AuthKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A person's log-in that is exchanged for a short-lived token.</summary>
    PasswordLogin,
}
