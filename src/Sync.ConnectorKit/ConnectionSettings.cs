using System.Globalization;
using Sync.ConnectorKit.OAuth;
using Sync.Model;

namespace Sync.ConnectorKit;

/// <summary>What the owner filled in for one connection, checked against the descriptor.</summary>
public sealed class ConnectionSettings
{
    private const int LargestNumber = 100_000; // as days it is 273 years back, where calendars still reach

    private readonly IReadOnlyDictionary<string, string> plain;
    private readonly IReadOnlyDictionary<string, Secret> secrets;

    private ConnectionSettings(IReadOnlyDictionary<string, string> plain, IReadOnlyDictionary<string, Secret> secrets) =>
        (this.plain, this.secrets) = (plain, secrets);

    /// <summary>What is not secret, defaults included.</summary>
    public IReadOnlyDictionary<string, string> Plain => plain;

    /// <summary>What is secret.</summary>
    public IReadOnlyDictionary<string, Secret> Secrets => secrets;

    /// <summary>Checks what was given against the descriptor and fills in its defaults.</summary>
    /// <exception cref="FixSettingsException">A name is unknown, a value missing or of the wrong form. Names the setting, never a secret's value.</exception>
    public static ConnectionSettings From(ConnectorDescriptor descriptor, IReadOnlyDictionary<string, string> given) =>
        From(descriptor, given, f => f.Required);

    /// <summary>The same before the owner has signed in at the POS: what that fills is not asked for, what it needs is.</summary>
    /// <exception cref="FixSettingsException">A name is unknown, a value missing or of the wrong form.</exception>
    public static ConnectionSettings BeforeSignIn(ConnectorDescriptor descriptor, IReadOnlyDictionary<string, string> given) =>
        From(descriptor, given, f => descriptor.OAuth is { } oauth && (oauth.AskedFirst.Contains(f.Name) || (f.Required && !oauth.Fills.Contains(f.Name))));

    private static ConnectionSettings From(ConnectorDescriptor descriptor, IReadOnlyDictionary<string, string> given, Func<SettingField, bool> required)
    {
        var unknown = given.Keys.FirstOrDefault(k => descriptor.Fields.All(f => f.Name != k));
        if (unknown is not null)
            throw Wrong(unknown, $"'{unknown}' is not a setting of {descriptor.Id}. It has: {string.Join(", ", descriptor.Fields.Select(f => f.Name))}.");

        var plain = new Dictionary<string, string>();
        var secrets = new Dictionary<string, Secret>();
        foreach (var field in descriptor.Fields)
        {
            var value = given.TryGetValue(field.Name, out var text) && text.Length > 0 ? text : field.Default;
            if (value is null)
            {
                if (required(field)) throw Wrong(field.Name, $"'{field.Name}' is missing: {field.Help}");
                continue;
            }

            Check(field, value);
            if (field.Secret) secrets[field.Name] = new Secret(value);
            else plain[field.Name] = value;
        }

        return new ConnectionSettings(plain, secrets);
    }

    /// <summary>The same with some secrets replaced, such as a token that the POS has renewed.</summary>
    public ConnectionSettings With(IReadOnlyDictionary<string, Secret> changed) =>
        new(plain, secrets.Where(s => !changed.ContainsKey(s.Key)).Concat(changed).ToDictionary(s => s.Key, s => s.Value));

    /// <summary>The same with the tokens of others (<see cref="OAuthFields.Grant"/>) in place of its own; with none where those have none, or null is given.</summary>
    public ConnectionSettings WithGrantOf(ConnectionSettings? others) => new(
        plain, secrets.Where(s => !OAuthFields.Grant.Contains(s.Key)).Concat(others?.secrets.Where(s => OAuthFields.Grant.Contains(s.Key)) ?? []).ToDictionary(s => s.Key, s => s.Value));

    /// <summary>The same with a setting that is not secret in place of the one it has.</summary>
    public ConnectionSettings With(string name, string value) =>
        new(plain.Where(p => p.Key != name).Append(new KeyValuePair<string, string>(name, value)).ToDictionary(), secrets);

    /// <summary>The same with a setting that is not secret, where it has none.</summary>
    public ConnectionSettings Or(string name, string value) =>
        plain.ContainsKey(name) ? this : new(plain.Append(new KeyValuePair<string, string>(name, value)).ToDictionary(), secrets);

    /// <summary>A setting's text; null where it was not given and has no default.</summary>
    public string? Text(string name) => plain.GetValueOrDefault(name);

    /// <summary>A setting that is a whole number; null where it was not given and has no default.</summary>
    public int? Number(string name) => Text(name) is { } text ? int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    /// <summary>A secret; null where it was not given.</summary>
    public Secret? Secret(string name) => secrets.GetValueOrDefault(name);

    private static void Check(SettingField field, string value)
    {
        // A line break in what goes into a header would be another header.
        if (field.Kind != SettingKind.Document && !OneLine.Is(value))
            throw Wrong(field.Name, $"'{field.Name}' holds a line break or another sign that cannot be typed. Copy it again, alone.");
        if (field.Choices is { } choices && !choices.Contains(value))
            throw Wrong(field.Name, $"'{field.Name}' must be one of {string.Join(", ", choices)}.");
        if (field.Kind == SettingKind.Number && !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= LargestNumber))
            throw Wrong(field.Name, $"'{field.Name}' must be a whole number from 0 to {LargestNumber}.");
        if (field.Kind == SettingKind.Url && !(Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
            throw Wrong(field.Name, $"'{field.Name}' must be an address that begins with https:// or http://.");
        if (field.Kind == SettingKind.Url && !HostName.Fits(new Uri(value)))
            throw Wrong(field.Name, $"'{field.Name}' names a host that cannot be: its name has more than {HostName.Most} letters. Check the address.");
        if (field.Fault?.Invoke(value) is { } fault) throw Wrong(field.Name, fault);
    }

    private static FixSettingsException Wrong(string setting, string message) => new(setting, message, message);
}
