using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;

namespace Sync.Connectors.Alleaves;

/// <summary>
/// What a refused log-in means. The POS's own words only help to tell which field is wrong; they are never repeated, since
/// they may echo what was sent.
/// </summary>
internal static class LoginErrors
{
    public static StatusMap Map { get; } = new("Alleaves")
    {
        // A redirect is not followed blindly with credentials in hand, where the caller's client leaves that to us.
        [301] = Moved,
        [302] = Moved,
        [307] = Moved,
        [308] = Moved,
        [400] = Refused,
        [401] = Refused,
        [403] = Refused,
        [404] = answer => new FixSettingsException(
            Settings.BaseUrl, "Nothing answers to a log-in at this address. Check the address and the choice of API.", answer.Line),
        [405] = answer => new FixSettingsException(
            Settings.BaseUrl, "The address does not take a log-in. Check the address and the choice of API.", answer.Line),
        [422] = Refused,
    };

    private static FixSettingsException Moved(StatusAnswer answer) => new(
        Settings.BaseUrl, "Alleaves answers from another address now. Enter the new one.", answer.Line);

    private static ReauthoriseException Refused(StatusAnswer answer) => new(
        answer.Said?.Contains("pin", StringComparison.OrdinalIgnoreCase) == true
            ? "Alleaves refused the PIN. Enter it again; it is a field of its own, not a part of the password."
            : "Alleaves refused the user name or the password. Enter both again, without the PIN.",
        answer.Line);
}
