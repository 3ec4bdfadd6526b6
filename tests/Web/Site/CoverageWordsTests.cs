using Sync.Engine.Queries;
using Sync.Web.Site.Status;

namespace Sync.Web.Tests.Site;

/// <summary>How much of the past is there, in words.</summary>
public sealed class CoverageWordsTests
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void GivenAPosWithoutOrders_WhenItIsSaid_ThenThereIsNothing() => CoverageWords.Of(null, Today).ShouldBe("");

    [Theory]
    [InlineData(true, "2023-05-03", null, "Complete since 3 May 2023")]
    [InlineData(true, null, null, "Complete: there are no orders yet")]
    [InlineData(true, "2026-10-01", 60, "Complete since 1 Oct 2026; without a further permission the POS lets only the last 60 days be read")]
    [InlineData(true, "2025-10-01", 60, "Complete since 1 Oct 2025")] // what was stored while it was shown, or may be read
    [InlineData(false, "2026-10-01", 60, "Read back to 1 Oct 2026 so far")]
    [InlineData(false, null, null, "Not read yet")]
    public void GivenWhatIsThere_WhenItIsSaid_ThenItIsNoMoreThanThat(bool complete, string? oldest, int? limit, string words) =>
        CoverageWords.Of(Coverage(complete, oldest) with { HistoryLimit = limit is { } days ? TimeSpan.FromDays(days) : null }, Today).ShouldBe(words);

    [Theory]
    [InlineData(42, false, "42 % read, back to 3 May 2023")]
    [InlineData(42, true, "About 42 % read, back to 3 May 2023")]
    [InlineData(0, false, "0 % read, back to 3 May 2023")]
    [InlineData(99, true, "About 99 % read, back to 3 May 2023")]
    [InlineData(null, false, "Read back to 3 May 2023 so far")]
    public void GivenAFirstImport_WhenItIsSaid_ThenItsPercentIsAndWhetherItIsAnEstimate(int? percent, bool estimated, string words) => CoverageWords.Of(
        Coverage(false, "2023-05-03") with { Import = new ImportState(Now, Now, 10, null) { Percent = percent, Estimated = estimated } }, Today).ShouldBe(words);

    private static ConnectionCoverage Coverage(bool complete, string? oldest) =>
        new("till", complete, oldest is null ? null : DateOnly.ParseExact(oldest, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
}
