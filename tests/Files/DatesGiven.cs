using System.Globalization;

namespace Sync.Files.Tests;

public sealed class DatesGiven
{
    private static string File(params string[] dates) =>
        "order id,date,total\n" + string.Concat(dates.Select((d, i) => $"{i},\"{d}\",1\n"));

    [Theory]
    [InlineData("2011-09-30T14:05:06Z", "2011-09-30T14:05:06Z")]
    [InlineData("2011-09-30T14:05:06.789+02:00", "2011-09-30T12:05:06.789Z")]
    [InlineData("2011-09-30 14:05:06 -0530", "2011-09-30T19:35:06Z")]
    [InlineData("2011-09-30 14:05:06 UTC", "2011-09-30T14:05:06Z")]
    [InlineData("2011-09-30 14:05", "2011-09-30T13:05:00Z")]
    [InlineData("2011-01-30 14:05:59", "2011-01-30T14:05:59Z")]
    [InlineData("2011-01-30", "2011-01-30T00:00:00Z")]
    [InlineData("2011/01/30 9:05", "2011-01-30T09:05:00Z")]
    [InlineData("30.09.2011 14:05", "2011-09-30T13:05:00Z")]
    [InlineData("3.4.2011", "2011-04-02T23:00:00Z")]
    [InlineData("12/31/2010 8:26 PM", "2010-12-31T20:26:00Z")]
    [InlineData("12/31/2010 12:26:01 am", "2010-12-31T00:26:01Z")]
    [InlineData("31/12/2010", "2010-12-31T00:00:00Z")]
    [InlineData("40513.3513888889", "2010-12-01T08:26:00Z")]
    [InlineData("40513", "2010-12-01T00:00:00Z")]
    [InlineData("2011-03-27 01:30", "2011-03-27T01:30:00Z")]
    [InlineData("2011-10-30 01:30", "2011-10-30T00:30:00Z")]
    public async Task GivenADate_WhenRead_ThenItIsThatInstant(string text, string instant)
    {
        using var import = new Import(File(text));
        (await import.Orders())[0].CreatedAt.ShouldBe(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("2011-13-01")]
    [InlineData("2011-02-30")]
    [InlineData("31/31/2011")]
    [InlineData("12/1/10")]
    [InlineData("2011")]
    [InlineData("1317391506")]
    [InlineData("2011-09-30 24:00")]
    [InlineData("2011-09-30 14:05:06+99:00")]
    [InlineData("2011-09-30 14:05 o'clock")]
    [InlineData("2011-09-30 13:05 PM")]
    [InlineData("0001-01-01")]
    public async Task GivenNoDate_WhenRead_ThenTheRowIsRejected(string text)
    {
        using var import = new Import(File(text));
        (await import.Rejected()).ShouldHaveSingleItem().Reason.ShouldBe("bad date");
    }

    [Fact]
    public async Task GivenSlashesOfWhichOneCanOnlyBeDayFirst_WhenRead_ThenAllAre()
    {
        using var import = new Import(File("03/02/2011", "13/02/2011", "05/05/2011"), zone: "UTC");
        (await import.Orders()).Select(o => o.CreatedAt.ToString("MM-dd", CultureInfo.InvariantCulture)).ShouldBe(["02-03", "02-13", "05-05"]);
    }

    [Fact]
    public async Task GivenSlashesOfWhichOneCanOnlyBeMonthFirst_WhenRead_ThenAllAre()
    {
        using var import = new Import(File("03/02/2011 10:00", "02/13/2011 10:00"), zone: "UTC");
        (await import.Orders()).Select(o => o.CreatedAt.ToString("MM-dd", CultureInfo.InvariantCulture)).ShouldBe(["03-02", "02-13"]);
    }

    [Theory]
    [InlineData("03/02/2011", "04/02/2011")]
    [InlineData("13/02/2011", "02/13/2011")]
    [InlineData("03-02-2011", "05/05/2011")]
    public async Task GivenDatesThatCanBeReadBothWays_WhenRead_ThenTheFileIsRefusedUntilADateFormatIsGiven(string first, string second)
    {
        using var import = new Import(File(first, second), zone: "UTC");
        var refusal = await import.Refused();
        refusal.Setting.ShouldBe("map");
        refusal.OwnerMessage.ShouldContain("dateFormat");
    }

    [Theory]
    [InlineData("03/02/2011", "2011-01-01", "The only date with slashes in the file could have")]
    [InlineData("03/02/2011", "04/02/2011", "All 2 dates with slashes in the file could have")]
    [InlineData("13/02/2011", "02/13/2011", "The file writes 1 date with the day first and 1 with the month first.")]
    public async Task GivenOneSuchDateOrMore_WhenRefused_ThenTheSentenceFitsTheirNumber(string first, string second, string sentence)
    {
        using var import = new Import(File(first, second), zone: "UTC");
        (await import.Refused()).OwnerMessage.ShouldStartWith(sentence);
    }

    [Fact]
    public async Task GivenADateFormat_WhenRead_ThenItDecides()
    {
        using var import = new Import(File("03/02/2011", "2011-02-13"), zone: "UTC").WithMapping("""{"dateFormat":"dd/MM/yyyy"}""");
        (await import.Orders()).ShouldHaveSingleItem().CreatedAt.Month.ShouldBe(2);
        (await import.Rejected()).ShouldHaveSingleItem().Id.ShouldBe("line 3");
    }

    [Theory]
    [InlineData("01/04/2011", "8:05 PM", "2011-01-04T20:05:00Z")]
    [InlineData("01/13/2011", "20:05:06", "2011-01-13T20:05:06Z")]
    [InlineData("2011-01-13", "", "2011-01-13T00:00:00Z")]
    [InlineData("2011-01-13 10:00", "", "2011-01-13T10:00:00Z")]
    public async Task GivenDateAndTimeInTwoColumns_WhenRead_ThenTheyAreOne(string date, string time, string instant)
    {
        using var import = new Import($"order id,time,date,total\n1,{time},{date},5\n2,,12/31/2010,5\n", zone: "UTC");
        (await import.Orders())[0].CreatedAt.ShouldBe(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("noon")]
    [InlineData("25:00")]
    [InlineData("10:00 Z")]
    public async Task GivenATimeColumnThatIsNoTime_WhenRead_ThenTheRowIsRejected(string time)
    {
        using var import = new Import($"order id,time,date,total\n1,{time},2011-01-01,5\n");
        (await import.Rejected()).ShouldHaveSingleItem().Reason.ShouldBe("bad time");
    }

    [Fact]
    public async Task GivenADateFormatOfDaysAndATimeColumn_WhenRead_ThenTheyAreOne()
    {
        using var import = new Import("order id,time,date,total\n1,10:30,02/03/2011,5\n", zone: "UTC").WithMapping("""{"dateFormat":"dd/MM/yyyy"}""");
        (await import.Orders())[0].CreatedAt.ShouldBe(new DateTimeOffset(2011, 3, 2, 10, 30, 0, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("2011-07-02")]
    [InlineData("02/07/2011")]
    [InlineData("40726")]
    public async Task GivenADayWithoutATime_WhenRead_ThenItIsThatBusinessDay(string day)
    {
        using var import = new Import(File(day, "31/12/2010"));
        var context = import.Context();
        var bar = new ConnectorKit.ConnectionContext
        {
            ConnectionId = context.ConnectionId,
            Settings = context.Settings,
            StoreClock = Model.StoreClock.Of("Europe/London", 4),
            Currency = context.Currency,
            Time = context.Time,
            Http = context.Http,
        };
        var order = (Model.Order)(await import.Pages(ConnectorKit.PosStream.Orders, bar))[0].Records[0];
        bar.StoreClock.At(order.CreatedAt).Date.ShouldBe(new DateOnly(2011, 7, 2));
    }

    [Fact]
    public async Task GivenATimeZone_WhenRead_ThenItHoldsInsteadOfTheShops()
    {
        using var import = new Import(File("2011-07-01 12:00")).With("timeZone", "America/New_York");
        (await import.Orders())[0].CreatedAt.ShouldBe(new DateTimeOffset(2011, 7, 1, 16, 0, 0, TimeSpan.Zero));
        import.With("timeZone", "Mars/Base");
        (await Should.ThrowAsync<ConnectorKit.FixSettingsException>(import.Orders)).Setting.ShouldBe("timeZone");
    }

    [Theory]
    [InlineData("yyyy-MM-ddTHH:mm:ssZ", "2011-07-01T10:00:00Z", "2011-07-01T10:00:00Z")]
    [InlineData("yyyy-MM-ddTHH:mm:ss'Z'", "2011-07-01T10:00:00Z", "2011-07-01T10:00:00Z")]
    [InlineData("yyyy-MM-ddTHH:mm:ss\\\\Z", "2011-07-01T10:00:00Z", "2011-07-01T10:00:00Z")]
    [InlineData("u", "2011-07-01 10:00:00Z", "2011-07-01T10:00:00Z")]
    [InlineData("dd.MM.yyyy HH:mm 'UTC'", "01.07.2011 10:00 UTC", "2011-07-01T10:00:00Z")]
    [InlineData("yyyy-MM-dd HH:mm:ssK", "2011-07-01 10:00:00+02:00", "2011-07-01T08:00:00Z")]
    [InlineData("yyyy-MM-dd HH:mm:ssK", "2011-07-01 10:00:00", "2011-07-01T14:00:00Z")]
    [InlineData("dd.MM.yyyy 'Zeit' HH:mm", "01.07.2011 Zeit 10:00", "2011-07-01T14:00:00Z")]
    public async Task GivenADateFormatThatNamesAClock_WhenRead_ThenThatClockHolds(string format, string text, string instant)
    {
        using var import = new Import(File(text), zone: "America/New_York").WithMapping($$"""{"dateFormat":"{{format}}"}""");
        (await import.Orders()).ShouldHaveSingleItem().CreatedAt.ShouldBe(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));
    }
}
