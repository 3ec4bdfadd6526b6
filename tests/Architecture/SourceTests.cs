using System.Text.RegularExpressions;

namespace Sync.Architecture.Tests;

/// <summary>What no source file that ships may hold.</summary>
public sealed partial class SourceTests
{
    private const int MostLines = 300;

    [Fact]
    public void GivenSources_WhenTheyAreFound_ThenThereAreMany() => Sources.All.Count.ShouldBeGreaterThan(100);

    [Fact]
    public void GivenSources_WhenTimeIsNeeded_ThenItIsInjected() => Sources.Where(t => WallClock().IsMatch(t)).ShouldBeEmpty();

    [Fact]
    public void GivenSources_WhenAnErrorIsCaughtAndDropped_ThenACommentSaysWhy() => Sources.Where(t => EmptyCatch().IsMatch(t)).ShouldBeEmpty();

    [Fact]
    public void GivenSources_WhenTheyAreRead_ThenNothingIsLeftToDo() => Sources.Where(t => LeftToDo().IsMatch(t)).ShouldBeEmpty();

    [Fact]
    public void GivenSources_WhenTheirLinesAreCounted_ThenNoneIsTooLong() => Sources.Where(t => t.Count(c => c == '\n') > MostLines).ShouldBeEmpty();

    [Fact]
    public void GivenSources_WhenWarningsAreSwitchedOff_ThenNowhereInTheCode() => Sources.Where(t => t.Contains("#pragma warning disable", StringComparison.Ordinal)).ShouldBeEmpty();

    [Theory]
    [InlineData("try { } catch { }", true)]
    [InlineData("try { } catch (IOException)\n{\n}", true)]
    [InlineData("try { } catch (Exception e) when (e is IOException)\n{ }", true)]
    [InlineData("try { } catch (IOException) { /* the file is gone: fine */ }", false)]
    [InlineData("try { } catch (IOException)\n{\n// the file is gone: fine\n}", false)]
    public void GivenACatch_WhenItIsLookedAt_ThenAnEmptyOneWithoutACommentIsSeen(string code, bool empty) => EmptyCatch().IsMatch(code).ShouldBe(empty);

    [GeneratedRegex(@"\bDateTime(Offset)?\.(Now|UtcNow|Today)\b")]
    private static partial Regex WallClock();

    [GeneratedRegex(@"\bcatch\b[^{]*\{\s*\}")]
    private static partial Regex EmptyCatch();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex LeftToDo();
}
