using Microsoft.AspNetCore.Http;
using Sync.ConnectorKit;
using Sync.Engine.Connections;
using Sync.Web.Composition;

namespace Sync.Web.Site.Connect;

/// <summary>Shows a connector's form: empty, with what a saved connection holds, or with what is wrong.</summary>
internal sealed class ConnectForms(SyncServices services)
{
    /// <summary>The form's field that stands for the saved connection that it shows.</summary>
    public const string Seen = "seen";

    private static readonly Dictionary<string, string> Nothing = [];
    private static readonly HashSet<string> NoNames = [];

    /// <summary>Whether the operator has an app with which owners can sign in at this POS.</summary>
    public bool CanSignIn(ConnectorDescriptor descriptor) =>
        descriptor.OAuth is { } oauth && services.Apps.GetValueOrDefault(descriptor.Id) is { } app && (app.ClientSecret is not null || oauth.PkceInsteadOfSecret);

    /// <summary>Answers with the form as what was checked had filled it in, for whoever has seen that it is not right.</summary>
    public Task WriteAsync(HttpContext context, ConnectorDescriptor descriptor, PendingConnection tried) =>
        WriteAsync(context, descriptor, tried.Connection, null, tried.Settings.Plain);

    /// <summary>Says that a saved connection is another one than the form has shown, and shows it as it is now.</summary>
    public Task WriteChangedAsync(HttpContext context, ConnectorDescriptor descriptor, string connection) => WriteAsync(context, descriptor, connection, new FormTrouble(
        $"Connection “{connection}” was saved or removed since this form was opened, by somebody else or in another window. Below is what holds now: look it over and make your change again. Nothing was saved."));

    /// <summary>Answers with the form; a trouble makes it a refusal.</summary>
    public Task WriteAsync(HttpContext context, ConnectorDescriptor descriptor, string? connection, FormTrouble? trouble) =>
        WriteAsync(context, descriptor, connection, trouble, trouble?.Given);

    private async Task WriteAsync(HttpContext context, ConnectorDescriptor descriptor, string? connection, FormTrouble? trouble, IReadOnlyDictionary<string, string>? given)
    {
        var site = await SiteContext.OfOrgAsync(context, "Connect " + descriptor.DisplayName, "connect");
        var all = await ConnectionDirectory.ListAsync(site.Scope!.Tenant, context.RequestAborted);
        var saved = all.FirstOrDefault(c => c.Id == connection && c.Connector == descriptor.Id);
        // Who signed in and did not finish goes on with that one.
        saved ??= connection is null ? all.FirstOrDefault(c => c.Connector == descriptor.Id && c is { Unconfirmed: true, Removing: false }) : null;
        var kept = saved is null ? Nothing : await services.Connections.SavedAsync(site.Scope.Tenant, saved, context.RequestAborted);
        var demo = saved is null ? services.DemoConnections.FirstOrDefault(d => d.Connector == descriptor.Id)?.Settings : null;
        var model = new FormModel(site, descriptor.Id, descriptor.DisplayName, saved?.Id ?? FreeId(descriptor.Id, all), saved is { Unconfirmed: false })
        {
            Demo = demo is not null,
            Wrong = trouble?.Wrong,
            Note = trouble is null && given is not null ? "What you typed is filled in again, but for passwords and tokens: type those that you had changed once more." : null,
            Seen = ConnectionSeen.MarkOf(saved),
            Verdicts = trouble?.Verdicts ?? [],
            Help = trouble?.Help is { } help ? (site.Address(help.Path), help.Text) : null,
            SignIn = CanSignIn(descriptor) ? SignIn(descriptor, trouble, given, kept, demo) : null,
            Form = Form(descriptor, trouble, given, kept, demo),
        };
        await SitePage.WriteAsync<FormPage>(context, model, trouble is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity);
    }

    /// <summary>An id for a new connection: the connector's name, with a number behind it where that is taken.</summary>
    public static string FreeId(string connector, IReadOnlyList<Connection> all)
    {
        for (var number = 1; ; number++)
        {
            var id = number == 1 ? connector : $"{connector}-{number}";
            if (all.All(c => c.Id != id)) return id;
        }
    }

    private static FieldGroup SignIn(
        ConnectorDescriptor descriptor, FormTrouble? trouble, IReadOnlyDictionary<string, string>? given, Dictionary<string, string> kept, IReadOnlyDictionary<string, string>? demo)
    {
        var wrong = trouble is { SignIn: true, Setting: { } setting } ? new Dictionary<string, string> { [setting] = trouble.Wrong } : Nothing;
        return ConnectFields.Group(descriptor, ConnectFields.AskedBeforeSignIn(descriptor), "sign-in", Values(given, kept, demo), NoNames, wrong);
    }

    private static FieldGroup Form(
        ConnectorDescriptor descriptor, FormTrouble? trouble, IReadOnlyDictionary<string, string>? given, Dictionary<string, string> kept, IReadOnlyDictionary<string, string>? demo) =>
        ConnectFields.Group(
            descriptor, ConnectFields.Asked(descriptor), "form", Values(given, kept, demo),
            descriptor.Fields.Where(f => f.Secret && kept.ContainsKey(f.Name)).Select(f => f.Name).ToHashSet(), trouble?.Fields ?? Nothing, trouble?.Unsent);

    // What somebody has just typed counts most. Secrets are among them and never reach a page: fields of that kind stay empty.
    private static Dictionary<string, string> Values(
        IReadOnlyDictionary<string, string>? given, Dictionary<string, string> kept, IReadOnlyDictionary<string, string>? demo)
    {
        var values = new Dictionary<string, string>(demo ?? Nothing);
        foreach (var (name, value) in kept) values[name] = value;
        foreach (var (name, value) in given ?? Nothing) values[name] = value;
        return values;
    }
}
