using Microsoft.Playwright;

namespace Sync.Browser.Tests;

/// <summary>Somebody who has no mouse: Tab, Enter, Space and letters, and after each Tab something that can be seen has the focus.</summary>
internal sealed class Keyboard(IPage page)
{
    private const int MostTabs = 80;

    // Where the focus is, and what somebody who looks for it would miss: it, its ring, or it on the screen.
    private const string Fault = """
        () => {
          const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
          return e === document.body ? 'nothing is focused'
            : !e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || r.width < 2 || r.height < 2 ? 'it is not shown'
            : r.bottom <= 0 || r.top >= innerHeight || r.right <= 0 || r.left >= innerWidth ? 'it is off the screen'
            : s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 1 ? 'it has no ring' : '';
        }
        """;

    /// <summary>Tabs on to something.</summary>
    public async Task ToAsync(ILocator target)
    {
        for (var tabs = 0; tabs < MostTabs; tabs++)
        {
            if (await target.CountAsync() > 0 && await target.First.EvaluateAsync<bool>("e => e === document.activeElement")) return;
            await page.Keyboard.PressAsync("Tab");
            (await page.EvaluateAsync<string>(Fault)).ShouldBeEmpty($"Tab {tabs + 1} on {page.Url}, on the way to {target}");
        }

        throw new InvalidOperationException($"{MostTabs} Tabs on {page.Url} do not lead to {target}.");
    }

    /// <summary>Tabs on to something and presses it.</summary>
    public async Task PressAsync(ILocator target, string key = "Enter")
    {
        await ToAsync(target);
        await page.Keyboard.PressAsync(key);
    }

    /// <summary>Tabs on to a field and fills it in.</summary>
    public async Task TypeAsync(string label, string text)
    {
        await ToAsync(page.GetByLabel(label));
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync(text);
    }

    /// <summary>Signs in.</summary>
    public async Task SignInAsync(AdminSite site, Engine.Accounts.Role role)
    {
        await page.GotoAsync(site.Url);
        await TypeAsync("E-mail address", AdminSite.EmailOf(role));
        await TypeAsync("Password", AdminSite.Password);
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Heading, new() { Name = "Status", Exact = true }).WaitForAsync();
    }
}
