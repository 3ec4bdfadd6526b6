using Microsoft.AspNetCore.Http;
using Sync.ConnectorKit;
using Sync.ConnectorKit.OAuth;

namespace Sync.Web.Site.Connect;

/// <summary>Makes forms of a connector's fields, and reads them.</summary>
internal static class ConnectFields
{
    private const string Prefix = "s-"; // so that no setting is taken for one of the form's own fields
    private const int MostText = 200_000;

    /// <summary>What was sent, what nobody filled in left out.</summary>
    public static Dictionary<string, string> Read(IFormCollection form, IEnumerable<SettingField> fields)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            var value = form[Prefix + field.Name].ToString();
            if (!field.Secret) value = value.Trim();
            if (value.Length is > 0 and <= MostText) given[field.Name] = value;
        }

        return given;
    }

    /// <summary>The fields that a person fills in.</summary>
    public static IEnumerable<SettingField> Asked(ConnectorDescriptor descriptor) => descriptor.Fields.Where(f => !f.Managed);

    /// <summary>The fields that a person fills in before they sign in at the POS: nothing secret, nothing that signing in brings.</summary>
    public static IEnumerable<SettingField> AskedBeforeSignIn(ConnectorDescriptor descriptor) =>
        Asked(descriptor).Where(f => !f.Secret && f.Name != OAuthFields.ClientId && (!descriptor.OAuth!.Fills.Contains(f.Name) || descriptor.OAuth.AskedFirst.Contains(f.Name)));

    /// <summary>What is wrong with each field; empty where nothing is.</summary>
    public static Dictionary<string, string> Wrong(ConnectorDescriptor descriptor, IEnumerable<SettingField> fields, IReadOnlyDictionary<string, string> given)
    {
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            try
            {
                var own = given.Where(g => g.Key == field.Name).ToDictionary();
                ConnectionSettings.From(descriptor with { Fields = [field] }, own);
            }
            catch (FixSettingsException e)
            {
                wrong[field.Name] = e.OwnerMessage.Replace($"'{field.Name}'", $"'{field.Label}'", StringComparison.Ordinal);
            }
        }

        return wrong;
    }

    /// <summary>The fields with what stands in them, those first that nearly everybody fills in.</summary>
    public static FieldGroup Group(
        ConnectorDescriptor descriptor, IEnumerable<SettingField> fields, string form,
        IReadOnlyDictionary<string, string> values, IReadOnlySet<string> kept, IReadOnlyDictionary<string, string> wrong, IReadOnlySet<string>? unsent = null)
    {
        var all = fields.Select(f => new FieldModel(f, form + "-" + f.Name, f.Secret ? "" : values.GetValueOrDefault(f.Name) ?? f.Default ?? "")
        {
            Wrong = wrong.GetValueOrDefault(f.Name),
            Kept = kept.Contains(f.Name) && unsent?.Contains(f.Name) != true,
            Anew = unsent?.Contains(f.Name) == true,
        }).ToList();
        var asked = descriptor.OAuth?.AskedFirst ?? [];
        return new FieldGroup([.. all.Where(f => IsFirst(descriptor, f.Field, asked))], [.. all.Where(f => !IsFirst(descriptor, f.Field, asked))]);
    }

    // A secret that is not required is often one of several ways to sign in; renewing and webhooks can wait.
    private static bool IsFirst(ConnectorDescriptor descriptor, SettingField field, IReadOnlyList<string> asked) =>
        field.Required || asked.Contains(field.Name)
        || (field.Secret && !field.Name.StartsWith("webhook", StringComparison.Ordinal)
            && !(descriptor.OAuth is not null && field.Name is OAuthFields.RefreshToken or OAuthFields.ClientSecret));

    /// <summary>A field's name in the form.</summary>
    public static string NameOf(SettingField field) => Prefix + field.Name;
}
