using Sync.ConnectorKit.OAuth;

namespace Sync.ConnectorKit.Http;

/// <summary>A request would have gone where this installation does not let it go. Not worth another try. Never leaves <see cref="PosHttp"/>.</summary>
/// <param name="why">For the owner: what is wrong with the address. Names the host, never a path or query.</param>
public sealed class RefusedAddressException(string why) : Exception(why)
{
    internal FixSettingsException ForOwner() => new(OAuthFields.BaseUrl, Message, Message, this);
}
