"""Real files that lie beside the project are read as they lie there, by one command each."""

from pathlib import Path

import pytest

from elman.cli import run

DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(),
    reason="the folder shared/data does not lie beside the project, so its files are not read",
)

MODELS = [
    ("sysid/hairdryer/dryer.mat", "--input X --target y"),
    ("sysid/mr_damper/damper.mat", "--input X --target y"),
    ("sysid/ced_prbs/drive.mat", "--input u1 --target z1"),
    ("sysid/bouc_wen/train.h5", "--input multisine/u --target multisine/y"),
    ("sysid/bouc_wen/test.h5", "--input sinesweep/u --target sinesweep/y --rows 0:20000"),
    ("sysid/daisy_cstr/cstr.dat", "--names time,q,Ca,T --time time --input q --target Ca,T"),
    ("sysid/daisy_steamgen/steamgen.csv.gz", "--time 1 --input 2,3,4,5 --target 6,7"),
    ("sysid/daisy_robot_arm/robot-arm.csv", "--input u --target y"),
    ("sysid/daisy_exchanger/exchanger.csv", "--time ts --input q --target th"),
    ("sysid/buck/buck_id.csv", "--time sampling_time --input input --target y"),
    ("sysid/buck/buck_valid.csv", "--time sampling_time --input input --target y"),
    ("sysid/cascaded_tanks/dataBenchmark.csv", "--input uEst --target yEst"),
    ("sysid/rlc/RLC_data_train_nl.csv.gz", "--time time --input V_IN --target V_C"),
    ("sysid/rlc/RLC_data_test_nl.csv.gz", "--time time --input V_IN --target I_L"),
    ("sysid/silverbox/SNLS80mV.csv.gz", "--input V1 --target V2 --rows 0:20000"),
    ("audio/klon_centaur/klon_input.npy.xz", "--input 1 --target 2"),
    ("audio/klon_centaur/klon_gain050.npy.xz", "--input 1 --target 2"),
    ("forecast/santafe_laser/santafe_laser.npy", "--horizon 10 --target 1"),
    ("synthetic/lorenz63/Lorenz_normed_2801.npy", "--input 1 --target 2,3"),
    ("synthetic/mackey_glass17/MG17.npy", "--horizon 10 --target 1 --rows 0:2000"),
]
FORECASTS = [
    ("forecast/airpassengers/airline-passengers.csv", "--target Passengers --time Month"),
    ("forecast/beijing_pm25/pollution.csv.gz", "--target pm2.5 --time year,month,day,hour"),
    ("forecast/bikesharing_hourly/hourly_bikesharing.csv.gz", "--target count --time ts"),
    ("forecast/energy_appliances/minute_energy_appliance.csv.xz", "--target Appliances --time date"),
    ("forecast/etth1/ETTh1.csv.gz", "--target OT --time date"),
    ("forecast/etth2/ETTh2.csv.gz", "--target OT --time date"),
    ("forecast/exchange_rate/exchange_rate.txt.gz", "--target 1,8"),
    ("forecast/saugeen/river_flow_saugeen.csv", ""),
    ("forecast/sunspots_monthly/monthly-sunspots.csv", "--target Sunspots --time Month"),
    ("forecast/us_births/births_us.csv", ""),
]


@pytest.mark.parametrize(("file", "options"), MODELS, ids=[file for file, _ in MODELS])
def test_a_fit_reads_the_file(file, options, tmp_path):
    quick = "--steps 2 --no-trials --quiet --hidden-size 2"
    quick += " --members 1 --lags 4" if "--horizon" in options else " --schedule shuffle --window 20"
    made = tmp_path / "m.safetensors"
    assert run(["fit", str(DATA / file), *options.split(), *quick.split(), "--output", str(made)]) == 0
    assert made.exists()


@pytest.mark.parametrize(("file", "options"), FORECASTS, ids=[file for file, _ in FORECASTS])
def test_a_backtest_reads_the_file(file, options, capsys):
    baselines = ["--horizon", "3", "--baselines", "naive", "--season", "1", "--json"]
    assert run(["backtest", str(DATA / file), *options.split(), *baselines]) == 0
    assert '"horizon": 3' in capsys.readouterr().out
