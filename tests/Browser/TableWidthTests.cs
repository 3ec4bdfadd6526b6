using Microsoft.Playwright;
using Sync.Engine.Accounts;

namespace Sync.Browser.Tests;

/// <summary>No column of a table is out of sight: on a desktop each table fits its box, and on a phone the box scrolls and says so.</summary>
[Collection(nameof(Chromium))]
[Trait("Category", "Slow")]
public sealed class TableWidthTests(Chromium chromium, FilledShop shop)
{
    // Each table that is wider than the box around it, unfolded. Where boxes may scroll, one that does is no fault; that of a record,
    // which has a column for each of its fields, may on any window.
    private const string Wider = """
        mayScroll => {
          document.querySelectorAll('details').forEach(d => d.open = true);
          return [...document.querySelectorAll('table')].map(t => {
            const box = t.parentElement, style = getComputedStyle(box);
            const edge = parseFloat(style.paddingLeft) + parseFloat(style.paddingRight);
            const over = Math.round(t.getBoundingClientRect().width - (box.clientWidth - edge));
            const scrolls = box.matches('.scroll[tabindex="0"]') && ['auto', 'scroll'].includes(style.overflowX);
            const record = /^(Sample of|Changed:)/.test(box.getAttribute('aria-label') ?? '');
            return over > 1 && !((mayScroll || record) && scrolls) ? `${box.getAttribute('aria-label') ?? t.outerHTML.slice(0, 80)}: ${over} px too wide` : null;
          }).filter(f => f);
        }
        """;

    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(360)]
    public async Task GivenAFilledShop_WhenEveryPageIsOpened_ThenNoTableIsWiderThanItsBox_UnlessOnAPhoneWhereTheBoxScrolls(int width)
    {
        await shop.OpenAsync(chromium);
        await using var context = await chromium.OpenAsync(width);
        var page = await context.NewPageAsync();
        await shop.Site.SignInAsync(page, Role.Owner);
        List<string> faults = [];
        foreach (var visit in SitePages.Of(shop).SelectMany(p => p.Value))
        {
            await page.GotoAsync(shop.Site.Url + visit.Path);
            faults.AddRange((await page.EvaluateAsync<string[]>(Wider, width < 1280)).Select(f => $"{visit.Path}, {f}"));
        }

        faults.ShouldBeEmpty();
    }

    [SkippableTheory]
    [InlineData(1280)]
    [InlineData(1440)]
    [InlineData(1920)]
    public async Task GivenStreamsWithMillionsOfRecordsAndTheLongestWords_WhenTheStatusIsOpened_ThenEveryColumnIsInSight(int width)
    {
        await shop.OpenAsync(chromium);
        await using var context = await chromium.OpenAsync(width);
        var page = await context.NewPageAsync();
        await shop.Site.SignInAsync(page, Role.Owner);
        var table = page.GetByRole(AriaRole.Region, new() { NameRegex = new("^What comes from") }).First;

        await table.EvaluateAsync("""
            box => {
              for (const td of box.querySelectorAll('td.number')) td.textContent = '1,234,567';
              for (const state of box.querySelectorAll('.state')) state.textContent = '✗ Changed by others';
              for (const last of box.querySelectorAll('td:last-child')) last.textContent = 'Complete since 12 Sep 2026; without a further permission the POS lets only the last 60 days be read';
            }
            """);

        (await page.EvaluateAsync<string[]>(Wider, false)).ShouldBeEmpty();
        var history = await table.GetByRole(AriaRole.Columnheader, new() { Name = "History" }).BoundingBoxAsync();
        var box = await table.BoundingBoxAsync();
        (history!.X + history.Width).ShouldBeLessThanOrEqualTo(box!.X + box.Width + 1);
    }
}
