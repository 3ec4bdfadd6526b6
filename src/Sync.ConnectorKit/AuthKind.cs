namespace Sync.ConnectorKit;

/// <summary>How a connector proves who it is.</summary>
public enum AuthKind
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>A person's log-in that is exchanged for a short-lived token.</summary>
    PasswordLogin,

    /// <summary>A key or token that the owner copies from the POS.</summary>
    Token,

    /// <summary>A client id and secret that are exchanged for a short-lived token.</summary>
    ClientCredentials,

    /// <summary>The owner signs in at the POS and allows it (OAuth2 code flow); a copied token serves too where the POS gives one.</summary>
    OAuth2,

    /// <summary>As its settings say: not at all, or with a key, a token, a name and password, or client credentials.</summary>
    BySettings,
}
