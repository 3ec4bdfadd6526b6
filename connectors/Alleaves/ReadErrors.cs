using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;

namespace Sync.Connectors.Alleaves;

/// <summary>What a refused read means. The error body is not documented anywhere: the status alone decides.</summary>
internal static class ReadErrors
{
    public static StatusMap Map { get; } = new("Alleaves")
    {
        // A redirect is not followed blindly with credentials in hand, where the caller's client leaves that to us.
        [301] = Moved,
        [302] = Moved,
        [307] = Moved,
        [308] = Moved,
        [400] = answer => new FixSettingsException(
            Settings.LocationId, "Alleaves does not accept the request. Check the location id and the choice of API.", answer.Log),
        [401] = answer => new ReauthoriseException("Alleaves does not accept the log-in any more. Enter it again.", answer.Log),
        [403] = answer => new FixSettingsException(
            Settings.LocationId, "This log-in may not read that location. Check the location id, or the rights of the user at Alleaves.", answer.Log),
        [404] = answer => new FixSettingsException(
            Settings.BaseUrl, "Alleaves has nothing at this address. Check the address, the location id and the choice of API.", answer.Log),
    };

    private static FixSettingsException Moved(StatusAnswer answer) => new(
        Settings.BaseUrl, "Alleaves answers from another address now. Enter the new one.", answer.Log);
}
