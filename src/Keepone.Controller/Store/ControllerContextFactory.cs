using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace Keepone.Controller.Store;

/// <summary>For <c>dotnet ef migrations add</c> only: a context without a database.</summary>
internal sealed class ControllerContextFactory : IDesignTimeDbContextFactory<ControllerContext>
{
    public ControllerContext CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<ControllerContext>().UseSqlite("Data Source=:memory:").Options);
}
