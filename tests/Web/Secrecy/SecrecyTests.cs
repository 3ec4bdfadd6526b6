using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Sync.ConnectorKit;
using Sync.ConnectorKit.Http;
using Sync.ConnectorKit.OAuth;
using Sync.Engine.Accounts;
using Sync.Engine.Audit;
using Sync.Engine.Connections;
using Sync.Engine.Runs;
using Sync.Model;
using Sync.Simulator.Kit;
using Sync.Store;
using Sync.Web.Access;
using Sync.Web.Composition;
using Sync.Web.Connect;
using Sync.Web.Tests.Access;
using Sync.Web.Tests.Connect;

namespace Sync.Web.Tests.Secrecy;

/// <summary>Nothing secret is in any log at any level, in any document, or in any answer to the wrong ones.</summary>
public sealed class SecrecyTests
{
    private const string Wrong = "a wrong passphrase of somebody";
    private static readonly string[] Connectors = [.. FakePosCatalog.All.Keys];

    [Fact]
    [Trait("Category", "Slow")]
    public async Task GivenEverythingTheServiceDoes_WhenItIsLoggedAtTraceLevel_ThenNoSecretIsLoggedOrStored()
    {
        using var folder = new TempFolder();
        using var log = new LogCapture();
        var (hunt, said) = (new Hunt(), new List<string>());
        var poses = new List<IFakePos>();
        foreach (var connector in Connectors) poses.Add(await StartAsync(connector));
        var signIn = poses.Single(p => p.ConnectorId == "square");
        var app = ((IFakeSignIn)signIn).SignIn;
        var master = Enumerable.Range(3, 32).Select(i => (byte)(i * 7)).ToArray();
        hunt.Add("master key", master);
        hunt.Add("cron secret", Service.Secret);
        hunt.Add("app's secret", app.ClientSecret);
        await using var google = await FakeGoogle.StartAsync();
        await using var service = await Service.LoggedAsync(new SyncSettings
        {
            GoogleClientId = FakeGoogle.Client,
            GoogleClientSecret = new Secret(FakeGoogle.Secret),
            IdTokenKeys = new IdTokenKeys { Google = google.Issuer.Keys },
            Google = new GoogleAddresses { Authorise = FakeGoogle.Authorise, Token = google.Token },
            Store = StoreLocation.Parse(folder.Store),
            CronSecret = Service.Secret,
            MasterKey = Convert.ToBase64String(master),
            AllowedHosts = AllowedHosts.Parse(FakeServer.Host),
            Apps = new Dictionary<string, AppCredentials> { ["square"] = new(app.ClientId, new Secret(app.ClientSecret)) },
        }, log.AddTo);

        foreach (var pos in poses) await ConnectAsync(service, pos, hunt);
        await SyncAsync(service, said);
        foreach (var pos in poses) pos.ExpireTokens();
        await SyncAsync(service, said);
        await SignInAtThePosAsync(service, signIn, app, hunt, said);
        await WebhookAsync(service, signIn);
        await PeopleAsync(service, hunt, said);
        await SignInAtGoogleAsync(service, google, hunt, said);
        await TypedSecrets.EnterAsync(service, poses[0], hunt, said);
        foreach (var pos in poses) pos.RevokeGrant();
        poses[0].Faults.Status("/auth", 401, message: "Invalid password " + poses[0].Settings["password"]);
        await SyncAsync(service, said);
        await NoteAsync(service, poses, master, hunt);
        await service.StopAsync();

        hunt.Kinds.Order(StringComparer.Ordinal).ShouldBe(
            ["API key", "app's secret", "cron secret", "data key", "invitation", "master key", "of Google's sign-in", "of the POS's sign-in", "of the form", "password", "session", "stored", "token"]);
        log.Lines.ShouldNotBeEmpty();
        hunt.Find(log.Lines).ShouldBeEmpty();
        hunt.Find(said).ShouldBeEmpty();
        hunt.Find(await DocumentsAsync(service)).ShouldBeEmpty();
        hunt.Find(Directory.EnumerateFiles(folder.Path).Select(Raw)).ShouldBeEmpty();
        foreach (var pos in poses) await pos.DisposeAsync();
    }

    private static Task<IFakePos> StartAsync(string connector)
    {
        var kind = FakePosCatalog.All[connector];
        var plan = new TruthPlan { Customers = 8, Orders = 10, Products = 5, Now = TimeProvider.System.GetUtcNow().AddDays(-1) };
        return kind.Start(PosTruth.Generate(kind.Shape(plan)), new FakePosOptions());
    }

    private static async Task ConnectAsync(Service service, IFakePos pos, Hunt hunt)
    {
        var (org, descriptor) = (OrgId.Parse("org-" + pos.ConnectorId), service.Parts.Connectors.Find(pos.ConnectorId).Descriptor);
        var given = new Dictionary<string, string>(pos.Settings);
        if (FakeWebhooks.SecretSettings.TryGetValue(pos.ConnectorId, out var field)) given.TryAdd(field, "the-webhooks-secret-of-" + pos.ConnectorId);
        var settings = ConnectionSettings.From(descriptor, given);
        foreach (var secret in settings.Secrets.Values) hunt.Add("of the form", secret.Reveal());
        await service.Parts.Orgs.AddAsync(org, new OrgSettings { Name = "Shop", TimeZone = "UTC", Currency = "USD" });
        await service.Parts.Connections.SaveAsync(service.Parts.Store.OpenTenant(org), "main", pos.ConnectorId, settings, []);
    }

    private static async Task SyncAsync(Service service, List<string> said)
    {
        using var answer = await service.CronAsync();
        said.Add(await answer.Content.ReadAsStringAsync());
        using var refused = await service.CronAsync(secret: Wrong);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        foreach (var connector in Connectors)
        {
            var report = await service.Parts.Runner.RunAsync(OrgId.Parse("org-" + connector), new RunOptions { Wait = TimeSpan.FromSeconds(30) });
            foreach (var run in report.Runs)
                said.AddRange(new[] { run.Error, run.ErrorDetail }.Concat(run.Streams.Values.SelectMany(s => s.Warnings.Append(s.Error).Append(s.ErrorDetail))).OfType<string>());
        }
    }

    private static async Task SignInAtThePosAsync(Service service, IFakePos pos, FakeSignIn app, Hunt hunt, List<string> said)
    {
        const string Kind = "of the POS's sign-in";
        var org = OrgId.Parse("org-oauth");
        await service.Parts.Orgs.AddAsync(org, new OrgSettings { Name = "Shop", TimeZone = "UTC", Currency = "USD" });
        app.Redirects.Add(ConnectLinks.Callback(service.Parts.PublicUrl, "square"));
        var ask = new ConnectAsk(org, "square", "main", new Dictionary<string, string> { ["baseUrl"] = pos.Settings["baseUrl"] });
        var ticket = await service.Parts.Tickets.IssueAsync(service.Parts.Store.OpenTenant(org), ask);
        hunt.Add(Kind, ticket);
        using var browser = new Browser();
        var callback = await browser.RedirectAsync(await browser.RedirectAsync(ConnectLinks.Start(service.Parts.PublicUrl, ask, ticket)));
        foreach (var part in new Uri(callback).Query.TrimStart('?').Split('&').Select(p => p.Split('=')))
            if (part[0] is "code" or "state") hunt.Add(Kind, Uri.UnescapeDataString(part[1]));
        foreach (Cookie cookie in browser.Cookies.GetAllCookies()) hunt.Add(Kind, cookie.Value);
        var (status, page) = await browser.FollowAsync(callback);
        status.ShouldBe(HttpStatusCode.OK, page);
        said.Add(page);
        said.Add((await browser.FollowAsync(callback)).Page); // good once
    }

    private static async Task SignInAtGoogleAsync(Service service, FakeGoogle google, Hunt hunt, List<string> said)
    {
        const string Kind = "of Google's sign-in";
        hunt.Add(Kind, FakeGoogle.Secret);
        using var browser = new Browserish(service.Url);
        using var away = await browser.GetAsync("/sign-in/google");
        foreach (Cookie cookie in browser.Cookies.GetAllCookies()) hunt.Add(Kind, cookie.Value);
        var back = google.Agree(away.Headers.Location!.OriginalString, "owner@org-square.example");
        foreach (var part in new Uri(back).Query.TrimStart('?').Split('&').Select(p => p.Split('=')))
            if (part[0] is "code" or "state") hunt.Add(Kind, Uri.UnescapeDataString(part[1]));
        (await browser.GetAsync(back)).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        said.Add(await (await browser.GetAsync(back)).Content.ReadAsStringAsync()); // good once
        foreach (var token in google.Issued) hunt.Add(Kind, token);
        hunt.Add("session", browser.Cookies.GetAllCookies()["sync_session"]!.Value);
    }

    private static async Task WebhookAsync(Service service, IFakePos pos)
    {
        const string Path = "/api/webhooks/square/org-square.main";
        foreach (var secret in new[] { "the-webhooks-secret-of-square", Wrong })
        {
            var sender = new FakeWebhookSender(service.Parts.PublicUrl + Path, secret, TimeProvider.System.GetUtcNow());
            foreach (var hook in FakeWebhooks.Of(pos, TruthKind.Customer, pos.Truth.Customers[0].Id, sender, 1))
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(hook.Body) };
                foreach (var (name, value) in hook.Headers)
                    if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
                using var answer = await service.Client.SendAsync(request);
                (answer.StatusCode == HttpStatusCode.OK).ShouldBe(secret != Wrong);
            }
        }
    }

    private static async Task PeopleAsync(Service service, Hunt hunt, List<string> said)
    {
        hunt.Add("password", Browserish.Password);
        hunt.Add("password", Wrong);
        using var owner = await Browserish.SignedInAsync(service, "org-square", Role.Owner);
        said.Add(await (await owner.SignInAsync("owner@org-square.example", Wrong)).Content.ReadAsStringAsync());
        said.Add(await owner.TextAsync("/orgs"));
        hunt.Add("session", owner.Cookies.GetAllCookies()["sync_session"]!.Value);
        var tenant = service.Parts.Store.OpenTenant(OrgId.Parse("org-square"));
        var token = await new InvitationDirectory(tenant, service.Parts.Accounts, TimeProvider.System).InviteAsync("new@shop.example", Role.Manager, Actor.Operator);
        hunt.Add("invitation", token.Split('.')[1]);
        using var guest = new Browserish(service.Url);
        var path = "/invitations/" + token;
        (await guest.SubmitAsync(path, path, new() { ["name"] = "Ann", ["password"] = Browserish.Password })).StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        var (key, _) = await new ApiKeyDirectory(tenant, TimeProvider.System).CreateAsync("Dashboard", ["data:read"], Roles.PermissionsOf(Role.Owner), Actor.Operator);
        hunt.Add("API key", key.Reveal().Split('.')[^1]);
        foreach (var shown in new[] { key.Reveal(), key.Reveal() + "x" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/orgs/org-square");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", shown);
            using var answer = await service.Client.SendAsync(request);
            said.Add(await answer.Content.ReadAsStringAsync());
        }
    }

    // What came about meanwhile: tokens as the POS systems saw them, what is stored now, and the orgs' own keys.
    private static async Task NoteAsync(Service service, List<IFakePos> poses, byte[] master, Hunt hunt)
    {
        foreach (var header in poses.SelectMany(p => p.Requests).SelectMany(r => r.Headers).Where(h => h.Key.Contains("auth", StringComparison.OrdinalIgnoreCase) || h.Key.Contains("token", StringComparison.OrdinalIgnoreCase)))
            hunt.Add("token", header.Value.Split(' ')[^1]);
        await foreach (var org in service.Parts.Store.ListTenantsAsync())
        {
            var tenant = service.Parts.Store.OpenTenant(org);
            foreach (var connection in await ConnectionDirectory.ListAsync(tenant))
                foreach (var secret in (await service.Parts.Connections.OpenAsync(tenant, connection)).Secrets.Values) hunt.Add("stored", secret.Reveal());
            if (await tenant.GetAsync(new DocumentPath("keys", "data")) is { } key) hunt.Add("data key", Unwrap(master, key.Body.Read().Bytes("wrapped")!, org));
        }
    }

    private static byte[] Unwrap(byte[] master, byte[] wrapped, OrgId org)
    {
        var clear = new byte[32];
        using var aes = new System.Security.Cryptography.AesGcm(master, 16);
        aes.Decrypt(wrapped.AsSpan(0, 12), wrapped.AsSpan(28), wrapped.AsSpan(12, 16), clear, Encoding.UTF8.GetBytes(org.Value + "\ndata key"));
        return clear;
    }

    private static async Task<List<string>> DocumentsAsync(Service service)
    {
        List<string> all = [];
        foreach (var org in (await service.Parts.Store.ListTenantsAsync().ToListAsync()).Append(AccountDirectory.Scope))
        {
            var tenant = service.Parts.Store.OpenTenant(org);
            await foreach (var collection in tenant.ListCollectionsAsync())
                await foreach (var document in tenant.QueryAsync(new DocumentQuery { Collection = collection }))
                    all.Add($"{org}/{document.Path}: {document.Body}");
        }

        return all;
    }

    private static string Raw(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Path.GetFileName(file) + ": " + Encoding.Latin1.GetString(bytes);
    }
}
