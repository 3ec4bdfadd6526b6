using Microsoft.Playwright;
using Sync.Engine.Accounts;

namespace Sync.Browser.Tests;

/// <summary>Every page on paper: what it says and asks is there, unfolded and whole, and what can only be pressed is not.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class PrintTests(Chromium chromium, FilledShop shop)
{
    private const int PaperWidth = 718; // A4 without Chromium's own margins, in CSS pixels

    private const string Faults = """
        () => {
          const faults = [], shown = e => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
          const main = document.querySelector('main'), title = main.querySelector('h1');
          if (main.innerText.replace(title.innerText, '').trim().length < 10) faults.push('nothing but its title');
          for (const e of main.querySelectorAll('p, li, dd, td, th, label, input:not([type=hidden]), select, textarea, summary, details > *, canvas'))
            if (!shown(e) && !e.closest('.no-print, noscript, datalist') && !e.hidden) faults.push('not there: ' + e.outerHTML.slice(0, 80));
          for (const e of main.querySelectorAll('table, pre, canvas'))
            if (e.getBoundingClientRect().right > innerWidth + 1 || e.scrollWidth > e.clientWidth + 1) faults.push('cut off: ' + e.outerHTML.slice(0, 80));
          for (const e of main.querySelectorAll('.scroll'))
            if (e.scrollWidth > e.clientWidth + 1) faults.push('cut off: ' + e.getAttribute('aria-label'));
          for (const e of document.querySelectorAll('button, .button, nav, .skip'))
            if (shown(e)) faults.push('of no use on paper: ' + e.outerHTML.slice(0, 80));
          const org = document.querySelector('.org');
          if (org && !shown(org)) faults.push('whose it is');
          return faults;
        }
        """;

    [SkippableFact]
    public async Task GivenAFilledShop_WhenEveryPageIsPrinted_ThenItsContentIsThereAndNothingIsCutOff()
    {
        await shop.OpenAsync(chromium);
        await using var context = await chromium.OpenAsync(PaperWidth);
        var watched = await Watched.OpenAsync(context);
        await shop.Site.SignInAsync(watched.Page, Role.Owner);
        await watched.Page.EmulateMediaAsync(new() { Media = Media.Print });
        foreach (var visit in SitePages.Of(shop).SelectMany(p => p.Value))
        {
            await watched.GoAsync(shop.Site.Url + visit.Path, visit.Status);
            (await watched.Page.EvaluateAsync<string[]>(Faults)).ShouldBeEmpty(visit.Path);
        }
    }
}
