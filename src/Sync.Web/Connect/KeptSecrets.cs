using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;

namespace Sync.Web.Connect;

/// <summary>Where a connection's saved secrets may go: whoever could have them sent to an address of their own would have them.</summary>
public static class KeptSecrets
{
    /// <summary>The first setting that decides where requests go and is another one than it was; null where they go where they went.</summary>
    /// <param name="descriptor">The connector's facts.</param>
    /// <param name="before">The settings as they are saved.</param>
    /// <param name="now">The settings as they are asked for.</param>
    public static SettingField? Moved(ConnectorDescriptor descriptor, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string?> now) =>
        descriptor.Fields.FirstOrDefault(f => f is { Secret: false, DecidesWhere: true } && Effective(f, now.GetValueOrDefault(f.Name)) != Effective(f, before.GetValueOrDefault(f.Name)));

    /// <summary>
    /// Whether the tokens are the saved ones and go where they went. Then they are renewed only as all who share the connection do
    /// (<see cref="ISharedSecrets"/>), and stay as they are stored: a refresh token may be good once, and a copy of it soon worthless.
    /// </summary>
    /// <param name="descriptor">The connector's facts.</param>
    /// <param name="before">The settings as they are saved.</param>
    /// <param name="now">The settings as they are asked for.</param>
    public static bool KeepsGrant(ConnectorDescriptor descriptor, IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> now) =>
        OAuthFields.Grant.Any(before.ContainsKey) && OAuthFields.Grant.All(f => before.GetValueOrDefault(f) == now.GetValueOrDefault(f)) && Moved(descriptor, before, now!) is null;

    // A browser writes the line ends of a document in its own way, and a form leaves out what is blank around it.
    private static string Effective(SettingField field, string? value)
    {
        if (string.IsNullOrWhiteSpace(value)) return field.Default ?? "";
        var text = value.ReplaceLineEndings("\n").Trim();
        return field.Kind switch
        {
            SettingKind.Url => Address(text),
            SettingKind.Document => text,
            _ => text.ToLowerInvariant(), // a part of a host's name, in which case counts nowhere
        };
    }

    // The same place in other words: the host's case, the port that is the usual one, a slash at the end.
    private static string Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0
        ? uri.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped) + uri.AbsolutePath.TrimEnd('/') + uri.Query
        : text;
}
