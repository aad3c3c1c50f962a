using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Portal.Migrations.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Following : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "TakenFrom",
                table: "Releases",
                type: "character varying(500)",
                maxLength: 500,
                nullable: true
            );

            migrationBuilder.AddColumn<bool>(
                name: "IsFollowing",
                table: "Products",
                type: "boolean",
                nullable: false,
                defaultValue: false
            );

            migrationBuilder.CreateTable(
                name: "FollowedProducts",
                columns: table => new
                {
                    ProductId = table.Column<Guid>(type: "uuid", nullable: false),
                    Product = table.Column<string>(
                        type: "character varying(63)",
                        maxLength: 63,
                        nullable: false
                    ),
                    CreatedBy = table.Column<string>(
                        type: "character varying(63)",
                        maxLength: 63,
                        nullable: false
                    ),
                    CreatedAt = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    MirrorsText = table.Column<string>(type: "text", nullable: false),
                    ChannelsText = table.Column<string>(type: "text", nullable: false),
                    RootKeysText = table.Column<string>(type: "text", nullable: false),
                    Root = table.Column<byte[]>(type: "bytea", nullable: true),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FollowedProducts", x => x.ProductId);
                    table.ForeignKey(
                        name: "FK_FollowedProducts_Products_ProductId",
                        column: x => x.ProductId,
                        principalTable: "Products",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "FollowedMetadata",
                columns: table => new
                {
                    ProductId = table.Column<Guid>(type: "uuid", nullable: false),
                    Name = table.Column<string>(
                        type: "character varying(255)",
                        maxLength: 255,
                        nullable: false
                    ),
                    Bytes = table.Column<byte[]>(type: "bytea", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FollowedMetadata", x => new { x.ProductId, x.Name });
                    table.ForeignKey(
                        name: "FK_FollowedMetadata_FollowedProducts_ProductId",
                        column: x => x.ProductId,
                        principalTable: "FollowedProducts",
                        principalColumn: "ProductId",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateTable(
                name: "FollowingStates",
                columns: table => new
                {
                    ProductId = table.Column<Guid>(type: "uuid", nullable: false),
                    NextAt = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: false
                    ),
                    CheckedAt = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    GoodAt = table.Column<DateTimeOffset>(
                        type: "timestamp with time zone",
                        nullable: true
                    ),
                    ErrorCode = table.Column<string>(
                        type: "character varying(63)",
                        maxLength: 63,
                        nullable: true
                    ),
                    ErrorText = table.Column<string>(
                        type: "character varying(2000)",
                        maxLength: 2000,
                        nullable: true
                    ),
                    Wasted = table.Column<int>(type: "integer", nullable: false),
                    Taking = table.Column<string>(
                        type: "character varying(31)",
                        maxLength: 31,
                        nullable: true
                    ),
                    Done = table.Column<long>(type: "bigint", nullable: false),
                    Total = table.Column<long>(type: "bigint", nullable: false),
                    SeenText = table.Column<string>(type: "text", nullable: false),
                    Token = table.Column<Guid>(type: "uuid", nullable: false),
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_FollowingStates", x => x.ProductId);
                    table.ForeignKey(
                        name: "FK_FollowingStates_FollowedProducts_ProductId",
                        column: x => x.ProductId,
                        principalTable: "FollowedProducts",
                        principalColumn: "ProductId",
                        onDelete: ReferentialAction.Cascade
                    );
                }
            );

            migrationBuilder.CreateIndex(
                name: "IX_FollowedProducts_Product",
                table: "FollowedProducts",
                column: "Product",
                unique: true
            );

            migrationBuilder.CreateIndex(
                name: "IX_FollowingStates_NextAt",
                table: "FollowingStates",
                column: "NextAt"
            );
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(name: "FollowedMetadata");

            migrationBuilder.DropTable(name: "FollowingStates");

            migrationBuilder.DropTable(name: "FollowedProducts");

            migrationBuilder.DropColumn(name: "TakenFrom", table: "Releases");

            migrationBuilder.DropColumn(name: "IsFollowing", table: "Products");
        }
    }
}
