using Microsoft.Playwright;
using Sync.Engine.Accounts;
using Sync.Engine.Runs;
using Sync.Simulator;

namespace Sync.Browser.Tests;

/// <summary>The site by the keyboard alone.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class KeyboardTests(Chromium chromium)
{
    [SkippableFact]
    public async Task GivenAKeyboardAlone_WhenSomebodySignsInAndGoesToSettings_ThenItCanBeDone()
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var (page, keys) = (watched.Page, watched.Page.Keyboard);
        await page.GotoAsync(site.Url);
        await page.GetByLabel("E-mail address").FocusAsync();
        await keys.TypeAsync(AdminSite.EmailOf(Role.Owner));
        await keys.PressAsync("Tab");
        await keys.TypeAsync(AdminSite.Password);
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync("**/orgs/" + AdminSite.Org);
        await keys.PressAsync("Tab");
        (await page.EvaluateAsync<string>("document.activeElement.textContent")).ShouldBe("Skip to content");
        for (var i = 0; i < 12 && await page.EvaluateAsync<string>("document.activeElement.textContent") != "Settings"; i++) await keys.PressAsync("Tab");
        await keys.PressAsync("Enter");
        await page.WaitForURLAsync("**/settings");
        await watched.CheckAsync();
    }

    [SkippableFact]
    public async Task GivenAKeyboardAlone_WhenAPosWithAFormIsConnected_ThenItIsUpToDate()
    {
        await using var pos = await ShopJourney.OpenAlleavesAsync();
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var (page, keys, given) = (watched.Page, new Keyboard(watched.Page), pos.Settings());
        await keys.SignInAsync(site, Role.Admin);
        await keys.PressAsync(page.GetByRole(AriaRole.Link, new() { Name = "Connect your POS" }));
        await page.GetByRole(AriaRole.Heading, new() { Name = "Connect", Exact = true }).WaitForAsync();
        await keys.PressAsync(page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Alleaves") }));
        await page.GetByRole(AriaRole.Heading, new() { Name = "Connect Alleaves" }).WaitForAsync();
        await keys.TypeAsync("User name", given["username"]);
        await keys.TypeAsync("Password", given["password"]);
        await keys.TypeAsync("PIN", given["pin"]);
        await keys.PressAsync(page.Locator("summary"), "Space");
        await keys.TypeAsync("Location id", given["locationId"]);
        await keys.TypeAsync("Address", given["baseUrl"]);
        await keys.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Check" }));
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new("does this match your till") }).WaitForAsync();
        await keys.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Yes, save and start the first import" }));
        await ShopJourney.UpToDateAsync(page);
        await watched.CheckAsync();
    }

    [SkippableFact]
    public async Task GivenAKeyboardAlone_WhenHeldDeletesAreDecided_ThenTheDecisionIsKept()
    {
        await using var pos = await ShopJourney.OpenAlleavesAsync(new ShopPlan { Customers = 10, Orders = 20, Products = 60 });
        await using var site = await AdminSite.OpenAsync();
        await HeldAsync(site, pos);
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var (page, keys) = (watched.Page, new Keyboard(watched.Page));
        await keys.SignInAsync(site, Role.Admin);
        await keys.PressAsync(page.GetByText("What would go"));
        await page.GetByText("more", new() { Exact = false }).First.WaitForAsync();
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await keys.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Approve: delete them" }));
        await page.GetByText("Approved: the next run deletes them.").First.WaitForAsync();
        await watched.CheckAsync();
    }

    [SkippableFact]
    public async Task GivenAKeyboardAlone_WhenAFileIsImported_ThenItsOrdersAreStored()
    {
        await using var site = await AdminSite.OpenAsync();
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var (page, keys) = (watched.Page, new Keyboard(watched.Page));
        var chooser = new TaskCompletionSource<IFileChooser>();
        page.FileChooser += (_, opened) => chooser.SetResult(opened); // listens from the start: the browser needs a while to know
        await keys.SignInAsync(site, Role.Manager);
        await keys.PressAsync(page.GetByRole(AriaRole.Link, new() { Name = "Import a file" }));
        await page.GetByRole(AriaRole.Heading, new() { Name = "Import a file" }).WaitForAsync();
        await keys.ToAsync(page.GetByLabel("File", new() { Exact = true }));
        await page.Keyboard.PressAsync("Space");
        const string file = "Receipt,Date,Buyer,Product,Quantity,Total\nA1,2026-03-02 10:00,ann@example.com,Tea,2,7.00\n";
        await (await chooser.Task.WaitAsync(TimeSpan.FromSeconds(15), TimeProvider.System)).SetFilesAsync(new FilePayload { Name = "till.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(file) });
        await keys.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Look at it" }));
        await page.GetByRole(AriaRole.Heading, new() { Name = "Columns of till.csv" }).WaitForAsync();
        foreach (var (field, column) in ((string, string)[])[("orderId", "Receipt"), ("createdAt", "Date"), ("email", "Buyer")])
        {
            await keys.ToAsync(page.Locator("#f-" + field));
            await page.Keyboard.TypeAsync(column);
            (await page.Locator("#f-" + field).InputValueAsync()).ShouldBe(column);
        }

        await keys.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Preview" }));
        await page.GetByRole(AriaRole.Heading, new() { Name = "Preview of till.csv" }).WaitForAsync();
        await keys.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }));
        await page.GetByRole(AriaRole.Heading, new() { Name = "till.csv is imported" }).WaitForAsync(new() { Timeout = 60_000 });
        (await site.Tenant.QueryAsync(new Store.DocumentQuery { Collection = "unmatched_orders" }).CountAsync()).ShouldBe(1);
        await watched.CheckAsync();
    }

    [SkippableFact]
    public async Task GivenSomebodyInTheMiddleOfThePanels_WhenTheyAreRenewed_ThenTheFocusStaysWhereItWas()
    {
        await using var pos = await ShopJourney.OpenAlleavesAsync(new ShopPlan { Customers = 10, Orders = 20, Products = 60 });
        await using var site = await AdminSite.OpenAsync();
        await HeldAsync(site, pos);
        await using var context = await chromium.OpenAsync();
        var watched = await Watched.OpenAsync(context);
        var (page, keys) = (watched.Page, new Keyboard(watched.Page));
        await page.Clock.InstallAsync();
        await keys.SignInAsync(site, Role.Admin);
        foreach (var target in (ILocator[])
        [
            page.GetByText("What would go"), page.GetByRole(AriaRole.Button, new() { Name = "Reject: keep them" }), page.GetByRole(AriaRole.Region, new() { NameRegex = new("^What comes from") }),
            page.GetByRole(AriaRole.Link, new() { Name = "Pause, re-import" }),
        ])
        {
            await keys.ToAsync(target);
            var old = await target.ElementHandleAsync();
            await page.Clock.RunForAsync(120_000); // what other processes have done is asked for
            await page.WaitForFunctionAsync("e => !e.isConnected", old);
            (await target.EvaluateAsync<bool>("e => e === document.activeElement")).ShouldBeTrue(target.ToString());
        }

        // The button is gone while a run goes on: what follows is the page's content, and not its top.
        await page.GotoAsync(site.At());
        await keys.ToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Run now" }));
        var end = new TaskCompletionSource();
        var run = site.Live.WatchAsync(AdminSite.Org, "somebody", async p =>
        {
            await end.Task;
            return null;
        });
        await page.Locator("progress").WaitForAsync();
        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("main");
        (await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle")).ShouldBe("solid");
        end.SetResult();
        await run;
        await watched.CheckAsync();
    }

    private static async Task HeldAsync(AdminSite site, FakeAlleaves pos)
    {
        await site.ConnectAsync("alleaves", pos.Settings());
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
        for (var i = 0; i < 40; i++) pos.Shop.Products.RemoveAt(0);
        await site.Parts.Runner.RunAsync(AdminSite.Org, new RunOptions());
    }
}
