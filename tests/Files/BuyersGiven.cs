using Sync.Model;

namespace Sync.Files.Tests;

/// <summary>What a file says of people: the last word on each of them holds, and names are not put together of two.</summary>
public sealed class BuyersGiven
{
    [Fact]
    public async Task GivenOneCustomerUnderTwoNames_WhenRead_ThenTheLastOneReplacesTheWholeName()
    {
        using var import = new Import("order id,date,total,customer id,name\n1,2026-01-02,5,c,Ann Lee\n2,2026-01-02,5,c,Madonna\n");
        var customer = (await import.Customers()).ShouldHaveSingleItem();
        (customer.FirstName, customer.LastName).ShouldBe(("Madonna", ""));
    }

    [Fact]
    public async Task GivenTwoNamesInTwoColumns_WhenRead_ThenTheLastOneReplacesTheWholeName()
    {
        using var import = new Import("order id,date,total,customer id,first name,last name\n1,2026-01-02,5,c,Ann,Lee\n2,2026-01-02,5,c,Madonna,\n3,2026-01-02,5,c,,\n");
        var customer = (await import.Customers()).ShouldHaveSingleItem();
        (customer.FirstName, customer.LastName).ShouldBe(("Madonna", ""), "a row without a name says nothing of it");
    }

    [Fact]
    public async Task GivenRowsOfOneOrderUnderTwoNames_WhenRead_ThenTheOrderHasTheFirstOfThemWhole()
    {
        using var import = new Import("order id,date,total,customer id,first name,last name\n1,2026-01-02,5,c,Madonna,\n1,2026-01-02,5,c,Ann,Lee\n");
        (await import.Orders()).ShouldHaveSingleItem().BuyerName.ShouldBe("Madonna");
        var customer = (await import.Customers()).ShouldHaveSingleItem();
        (customer.FirstName, customer.LastName).ShouldBe(("Ann", "Lee"));
    }

    [Fact]
    public async Task GivenAFileOfGivenNamesAlone_WhenRead_ThenItSaysNothingOfFamilyNames()
    {
        using var import = new Import("order id,date,total,customer id,first name\n1,2026-01-02,5,c,Ann\n");
        var customer = (await import.Customers()).ShouldHaveSingleItem();
        (customer.FirstName, customer.LastName).ShouldBe(("Ann", null));
    }

    [Theory]
    [InlineData("customer id,name\nc,Madonna\n")]
    [InlineData("customer id,first name,last name\nc,Madonna,\n")]
    public async Task GivenACustomerOfOneNameInAFileThatLeavesColumnsOut_WhenRead_ThenTheLastNameIsEmptyAndNotUnsaid(string file)
    {
        using var import = new Import(file, "customers");
        var customer = (await import.Customers()).ShouldHaveSingleItem();
        (customer.FirstName, customer.LastName, customer.Partial).ShouldBe(("Madonna", "", true));
    }

    [Theory]
    [InlineData("1,2026-01-02,5,c,x@example.com\n2,2026-01-02,5,c,y@example.com\n1,2026-01-02,5,c,z@example.com\n", "z@example.com")]
    [InlineData("1,2026-01-02,5,c,x@example.com\n1,2026-01-02,5,c,z@example.com\n", "z@example.com")]
    [InlineData("1,2026-01-02,5,c,x@example.com\n2,2026-01-02,5,c,y@example.com\n1,2026-01-02,5,c,\n", "y@example.com")]
    [InlineData("1,2026-01-02,5,c,x@example.com\n2,2026-01-02,5,c,y@example.com\n1,2026-01-02,5,c,x@example.com\n", "x@example.com")]
    [InlineData("1,2026-01-02,5,c,x@example.com\n2,2026-01-02,5,c,y@example.com\n2,2026-01-02,many,c,y@example.com\n", "x@example.com")]
    [InlineData("1,2026-01-02,5,,x@example.com\n1,2026-01-02,5,c,\n", "x@example.com")]
    public async Task GivenACustomerWithSeveralAddresses_WhenRead_ThenTheLastLineThatStatesOneHolds(string rows, string email)
    {
        using var import = new Import("order id,date,total,customer id,email\n" + rows);
        (await import.Customers()).ShouldHaveSingleItem().Email.ShouldBe(email);
    }

    [Fact]
    public async Task GivenAnOrderWithTwoAddresses_WhenRead_ThenTheOrderStatesTheFirst()
    {
        using var import = new Import("order id,date,total,email\n1,2026-01-02,5,x@example.com\n1,2026-01-02,5,z@example.com\n");
        (await import.Orders()).ShouldHaveSingleItem().BuyerEmail.ShouldBe("x@example.com");
    }

    [Fact]
    public async Task GivenUserIdsInBraces_WhenRead_ThenTheyStandWithout()
    {
        using var orders = new Import("order id,date,total,customer id,user id\n1,2026-01-02,5,c,{u7}\n2,2026-01-02,5,,{}\n");
        using var customers = new Import("customer id,user id\nc,{u7}\n", "customers");
        (await orders.Orders()).Select(o => o.BuyerUserId).ShouldBe(["u7", null]);
        (await orders.Customers()).ShouldHaveSingleItem().UserId.ShouldBe("u7");
        (await customers.Customers()).ShouldHaveSingleItem().UserId.ShouldBe("u7");
    }

    [Fact]
    public async Task GivenThePlaceholderForNoAddress_WhenRead_ThenItIsNone()
    {
        using var orders = new Import("order id,date,total,customer id,email\n1,2026-01-02,5,c, No-Email@alleaves.local \n");
        using var customers = new Import("customer id,email\nc,no-email@alleaves.local\n", "customers");
        (await orders.Orders()).ShouldHaveSingleItem().BuyerEmail.ShouldBeNull();
        (await orders.Customers()).ShouldHaveSingleItem().Email.ShouldBeNull();
        (await customers.Customers()).ShouldHaveSingleItem().Email.ShouldBeNull();
    }
}
