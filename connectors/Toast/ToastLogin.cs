using System.Text.Json;
using System.Text.Json.Serialization;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Wire;

namespace Sync.Connectors.Toast;

internal sealed record LoginBody(string ClientId, string ClientSecret)
{
    public string UserAccessType => "TOAST_MACHINE_CLIENT";
}

internal sealed record LoginAnswer
{
    public LoginToken? Token { get; init; }
}

internal sealed record LoginToken
{
    public string? AccessToken { get; init; }

    /// <summary>In so many seconds.</summary>
    public WireNumber ExpiresIn { get; init; }
}

internal sealed record TokenClaims
{
    public string? Scope { get; init; }
}
