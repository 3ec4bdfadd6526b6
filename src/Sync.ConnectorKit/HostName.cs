namespace Sync.ConnectorKit;

/// <summary>
/// How long a host's name and its parts may be (RFC 1035, 2.3.4). Settings become parts of addresses, and one that breaks this is
/// no address to any client: it has to be refused where it is filled in.
/// </summary>
public static class HostName
{
    /// <summary>So many letters a host's whole name has at most.</summary>
    public const int Most = 253;

    private const int MostOfLabel = 63;

    /// <summary>Whether a text can be one part of a host's name, between two dots: 1 to 63 letters, digits and hyphens, no hyphen first.</summary>
    public static bool IsLabel(string text) =>
        text.Length is > 0 and <= MostOfLabel && char.IsAsciiLetterOrDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    /// <summary>Whether the host of an address can be looked up at all.</summary>
    public static bool Fits(Uri address)
    {
        try
        {
            return address.IdnHost.TrimEnd('.').Length <= Most;
        }
        catch (UriFormatException)
        {
            return false; // letters beyond a to z that no name can be made of
        }
    }
}
