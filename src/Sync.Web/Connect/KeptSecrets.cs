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
        descriptor.Fields.FirstOrDefault(f => !f.Secret && DecidesWhere(descriptor, f) && Effective(f, now.GetValueOrDefault(f.Name)) != Effective(f, before.GetValueOrDefault(f.Name)));

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
    private static string Effective(SettingField field, string? value) => string.IsNullOrWhiteSpace(value) ? field.Default ?? "" : value.ReplaceLineEndings("\n").Trim();

    // A text that is no choice may be part of an address, such as a shop's name.
    private static bool DecidesWhere(ConnectorDescriptor descriptor, SettingField field) =>
        field.Kind == SettingKind.Url || descriptor.OAuth?.AskedFirst.Contains(field.Name) == true || field is { Kind: SettingKind.Text, Choices: null, Required: true } || field.Name is "definition" or "environment" or "region";
}
