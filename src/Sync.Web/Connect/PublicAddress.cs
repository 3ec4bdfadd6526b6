namespace Sync.Web.Connect;

/// <summary>Where people and POS systems reach the service.</summary>
public static class PublicAddress
{
    /// <summary>The address of a service that nobody told otherwise.</summary>
    public const string Default = "http://127.0.0.1:5080";

    /// <summary>What says where the service is reached.</summary>
    public const string Variable = "SYNC_PUBLIC_URL";

    /// <summary>Reads an address, such as that of <see cref="Variable"/>.</summary>
    /// <param name="text">What was given; null for nothing.</param>
    /// <param name="name">What it was given as.</param>
    /// <exception cref="FormatException">It is no address of a host.</exception>
    public static string? Parse(string? text, string name = Variable)
    {
        if (text is null) return null;
        return Uri.TryCreate(text.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.PathAndQuery == "/" && url.UserInfo.Length == 0 && url.Fragment.Length == 0
            ? url.GetLeftPart(UriPartial.Authority)
            : throw new FormatException($"{name} is '{text}'; give the address of the service without a path, such as https://sync.example.com.");
    }

    /// <summary>The address of one that listens there; whoever listens on all addresses of a machine is reached from it by its own name.</summary>
    public static string Of(string listening)
    {
        var url = new UriBuilder(listening.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal));
        if (url.Host is "0.0.0.0" or "[::]") url.Host = "localhost";
        return url.Uri.GetLeftPart(UriPartial.Authority);
    }
}
