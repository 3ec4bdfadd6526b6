namespace Sync.Files.Tests;

/// <summary>A time of day in a cell of its own, beside the date.</summary>
public sealed class TimesOfDayGiven
{
    private const string Header = "order id,date,time,total\n";

    [Theory]
    [InlineData("2024-01-02,14:05", "2024-01-02T14:05:00Z")]
    [InlineData("2024-01-02 00:00:00,14:05", "2024-01-02T14:05:00Z")]
    [InlineData("2024-01-02T00:00,14:05:09", "2024-01-02T14:05:09Z")]
    [InlineData("45293,2:05 PM", "2024-01-02T14:05:00Z")]
    [InlineData("13/01/2024 00:00,14:05", "2024-01-13T14:05:00Z")]
    [InlineData("2024-01-02 00:00:00,00:00", "2024-01-02T00:00:00Z")]
    [InlineData("2024-01-02 14:05,14:05", "2024-01-02T14:05:00Z")]
    [InlineData("2024-01-02 14:05:09,14:05", "2024-01-02T14:05:09Z")]
    [InlineData("2024-01-02 14:05,14:05:09", "2024-01-02T14:05:09Z")]
    [InlineData("2024-01-02T14:05:00+02:00,14:05", "2024-01-02T12:05:00Z")]
    [InlineData("2024-01-02 14:05,", "2024-01-02T14:05:00Z")]
    public async Task GivenADateWithoutAnotherTimeOfDay_WhenRead_ThenTheTimeCellIsAdded(string cells, string instant)
    {
        using var import = new Import(Header + $"1,{cells},5\n");
        (await import.Orders()).ShouldHaveSingleItem().CreatedAt.ShouldBe(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("2024-01-02 09:00,14:05", "'2024-01-02 09:00'", "'14:05'")]
    [InlineData("2024-01-02T00:00:00Z,14:05", "'2024-01-02T00:00:00Z'", "'14:05'")]
    [InlineData("2024-01-02 14:05:07,14:05:09", "'2024-01-02 14:05:07'", "'14:05:09'")]
    public async Task GivenADateThatSaysAnotherTimeOfDay_WhenRead_ThenTheRowIsRejectedAndBothAreNamed(string cells, string date, string time)
    {
        using var import = new Import(Header + $"1,{cells},5\n");
        var rejected = (await import.Rejected()).ShouldHaveSingleItem();
        rejected.Reason.ShouldBe("date and time disagree");
        rejected.Detail.ShouldContain(date);
        rejected.Detail.ShouldContain(time);
    }

    [Theory]
    [InlineData("2024-01-02", "25:00")]
    [InlineData("2024-01-02", "1400")]
    [InlineData("2024-01-02", "0.5")]
    [InlineData("2024-01-02 00:00", "noon")]
    [InlineData("2024-01-02", "14:05+02:00")]
    public async Task GivenATimeOfDayThatIsNone_WhenRead_ThenItIsWhatIsNamed(string date, string time)
    {
        using var import = new Import(Header + $"1,{date},{time},5\n");
        var rejected = (await import.Rejected()).ShouldHaveSingleItem();
        rejected.Reason.ShouldBe("bad time");
        rejected.Detail.ShouldContain($"'{time}'");
        rejected.Detail.ShouldNotContain(date);
    }

    [Fact]
    public async Task GivenADateFormatWithAClockAtMidnight_WhenRead_ThenTheTimeCellIsAdded()
    {
        using var import = new Import(Header + "1,02.01.2024 00:00,14:05,5\n").WithMapping("""{"dateFormat":"dd.MM.yyyy HH:mm"}""");
        (await import.Orders()).ShouldHaveSingleItem().CreatedAt.ShouldBe(new DateTimeOffset(2024, 1, 2, 14, 5, 0, TimeSpan.Zero));
    }
}
