using Sync.ConnectorKit;

namespace Sync.Files.Tests;

public sealed class CustomersGiven
{
    [Fact]
    public async Task GivenOrderRowsWithCustomerIds_WhenCustomersAreRead_ThenEachComesOnceAndPartial()
    {
        using var import = new Import("order id,date,total,customer id,email,first name,last name,phone\n"
            + "1,2011-01-01,5,007,OLD@x.com,,,\n2,2011-01-02,5,008,,Bo,,\n3,2011-01-03,5,007,New@x.com,Ann,Lee,1\n4,2011-01-04,5,,no@x.com,,,\n5,2011-01-04,5,007,,,,\n");
        var customers = await import.Customers();
        customers.Select(c => c.Id).ShouldBe(["007", "008"]);
        customers.ShouldAllBe(c => c.Partial);
        var ann = customers[0];
        (ann.Email, ann.FirstName, ann.LastName, ann.Phone).ShouldBe(("new@x.com", "Ann", "Lee", "1"), "the latest row that says it");
        customers[1].Email.ShouldBeNull();
    }

    [Fact]
    public async Task GivenOneContext_WhenSeveralStreamsAreRead_ThenTheFileIsReadOnce()
    {
        using var import = new Import("order id,date,total,customer id\n1,2011-01-01,5,007\n");
        var context = import.Context();
        await import.Pages(PosStream.Customers, context);
        File.WriteAllText(import.PathOf("input"), "order id,date,total,customer id\n9,2011-01-01,5,9\n");
        (await import.Pages(PosStream.Orders, context))[0].Records[0].Id.ShouldBe("1");
    }

    [Fact]
    public async Task GivenACustomersFile_WhenRead_ThenItsFieldsAreTaken()
    {
        using var import = new Import("ID\tE-mail\tName\tPhone\tPoints\tCreated\n007\t A@X.com\tAnn Lee Miller\t+1 555\t120.9\t13/02/2020\n008\t\t\t\t\t\n", "customers");
        var customers = await import.Customers();
        var ann = customers[0];
        (ann.Id, ann.Email, ann.FirstName, ann.LastName, ann.Phone, ann.LoyaltyPoints, ann.Partial)
            .ShouldBe(("007", "a@x.com", "Ann", "Lee Miller", "+1 555", 120L, false));
        ann.CreatedAt.ShouldBe(new DateTimeOffset(2020, 2, 13, 0, 0, 0, TimeSpan.Zero));
        (customers[1].Email, customers[1].CreatedAt).ShouldBe((null, null));
    }

    [Fact]
    public async Task GivenAColumnIsMissing_WhenCustomersAreRead_ThenTheyAreOnlyPartlyStated()
    {
        using var import = new Import("Customer ID,Email\n1,a@x.com\n", "customers");
        (await import.Customers())[0].Partial.ShouldBeTrue();
    }

    [Fact]
    public async Task GivenAnIdTwice_WhenCustomersAreRead_ThenTheLastRowHoldsAndAWarningSaysSo()
    {
        using var import = new Import("Customer ID,Email\n1,a@x.com\n2,b@x.com\n1,c@x.com\n", "customers");
        var pages = await import.Pages(PosStream.Customers);
        pages[0].Records.Select(r => ((Model.Customer)r).Email).ShouldBe(["c@x.com", "b@x.com"]);
        pages[^1].End!.Warnings.ShouldHaveSingleItem().ShouldContain("1 rows");
    }

    [Fact]
    public async Task GivenBadCustomerRows_WhenRead_ThenTheyAreRejectedAndTheRestGoesIn()
    {
        using var import = new Import("Customer ID,Email,Points,Created\n,a@x.com,,\n1,b@x.com,many,\n2,c@x.com,,soon\n3,d@x.com,,\n", "customers");
        (await import.Customers()).ShouldHaveSingleItem().Id.ShouldBe("3");
        (await import.Rejected(PosStream.Customers)).Select(r => (r.Id, r.Reason))
            .ShouldBe([("line 2", "no customer id"), ("line 3", "bad loyalty points"), ("line 4", "bad date")]);
        import.RejectsText.ShouldContain("\n3,bad loyalty points,");
    }

    [Fact]
    public async Task GivenAStreamThatTheFileDoesNotHold_WhenRead_ThenOneEmptyLastPageComesAndNoRejects()
    {
        using var import = new Import("Customer ID,Email\n,a@x.com\n", "customers");
        foreach (var stream in new[] { PosStream.Orders, PosStream.Products })
        {
            var page = (await import.Pages(stream)).ShouldHaveSingleItem();
            (page.Records.Count, page.Rejected.Count, page.End!.Coverage, page.End.Cursor).ShouldBe((0, 0, CoverageKind.Changes, null));
        }

        import.RejectsExist.ShouldBeFalse();
    }
}
